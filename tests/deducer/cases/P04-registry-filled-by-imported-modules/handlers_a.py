from pluto_py import KVStore
from registry import register
a = KVStore("a")
@register("a")
def go(q): return a.get(q)
