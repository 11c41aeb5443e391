from pluto_py import KVStore
KVStore("a")
