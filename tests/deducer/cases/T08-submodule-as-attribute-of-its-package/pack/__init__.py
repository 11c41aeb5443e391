from pluto_py import KVStore
a = KVStore("a")
def top(q): return a.get(q)
