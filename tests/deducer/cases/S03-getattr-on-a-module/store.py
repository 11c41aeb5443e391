from pluto_py import KVStore
a = KVStore("a"); b = KVStore("b")
def load(q): return a.get(q)
def do_save(q): return b.set("k", q)
