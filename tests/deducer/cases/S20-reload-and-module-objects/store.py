from pluto_py import KVStore
a = KVStore("a")
def load(q): return a.get(q)
