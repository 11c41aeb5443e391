from pluto_py import KVStore
__all__ = ["two"]
b = KVStore("b")
def two(q): return b.get(q)
