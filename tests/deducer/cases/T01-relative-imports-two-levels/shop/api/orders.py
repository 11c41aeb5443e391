from ..store import orders
from . import checks
def place(q):
    checks.check(q)
    orders.set("k", q)
