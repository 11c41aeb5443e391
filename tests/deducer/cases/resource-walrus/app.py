from pluto_py import KVStore
if (kv := KVStore("a")):
    pass
