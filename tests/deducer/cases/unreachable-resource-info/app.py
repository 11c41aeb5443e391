from pluto_py import KVStore
KVStore("lonely")
