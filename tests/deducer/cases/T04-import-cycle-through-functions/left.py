import right
from pluto_py import KVStore
a = KVStore("a")
def go(q): return right.go(q)
