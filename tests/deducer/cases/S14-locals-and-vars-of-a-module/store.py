from pluto_py import KVStore
b = KVStore("b")
def load(q): return b.get(q)
