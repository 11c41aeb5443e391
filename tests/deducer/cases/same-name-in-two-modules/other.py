from pluto_py import KVStore
b = KVStore("x")
