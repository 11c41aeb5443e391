from pluto_py import KVStore
from registry import register
b = KVStore("b")
@register("b")
def go(q): return b.get(q)
