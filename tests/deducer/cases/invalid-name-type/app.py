from pluto_py import KVStore
KVStore(7)
