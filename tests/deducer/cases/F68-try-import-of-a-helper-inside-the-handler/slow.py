from pluto_py import KVStore
a = KVStore("a")
def go(q): return a.get(q)
