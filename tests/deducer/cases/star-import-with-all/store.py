from pluto_py import KVStore
__all__ = ["kv"]
kv = KVStore("a")
hidden = KVStore("b")
