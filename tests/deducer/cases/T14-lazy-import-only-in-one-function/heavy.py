from pluto_py import KVStore
a = KVStore("a")
a.set("boot", "1")
def go(q): return a.get(q)
