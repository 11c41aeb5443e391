from pluto_py import KVStore
__all__ = ["one"]
a = KVStore("a")
def one(q): return a.get(q)
