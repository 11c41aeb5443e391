import pack
from pack import store as s
def go(q): return pack.store.a.get(q), s.a.set("k", q)
