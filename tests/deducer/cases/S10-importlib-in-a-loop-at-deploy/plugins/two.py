from pluto_py import KVStore
b = KVStore("b")
def go(q): return b.get(q)
