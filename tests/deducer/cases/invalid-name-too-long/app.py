from pluto_py import KVStore
KVStore("x" * 49)
