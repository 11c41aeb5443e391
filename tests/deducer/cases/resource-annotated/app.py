from pluto_py import KVStore
kv: KVStore = KVStore("a")
