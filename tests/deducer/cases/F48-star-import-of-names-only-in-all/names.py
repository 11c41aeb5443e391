from pluto_py import KVStore
__all__ = ["public"]
public = KVStore("a")
_private = KVStore("b")
