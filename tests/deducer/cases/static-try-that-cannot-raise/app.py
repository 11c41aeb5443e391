from pluto_py import KVStore
try:
    kv = KVStore("a")
except Exception:
    kv = KVStore("b")
