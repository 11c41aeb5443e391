from collections import namedtuple
from pluto_py import KVStore
P = namedtuple("P", "x y")
p = P("a", y="b")
KVStore(p.x + p[1])
