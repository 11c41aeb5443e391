from .. import base
def go(q): return base.kv.get(q)
