from ..base import kv
from . import inner
def use(q): return inner.go(q)
