from pluto_py import KVStore
a = KVStore("a")
