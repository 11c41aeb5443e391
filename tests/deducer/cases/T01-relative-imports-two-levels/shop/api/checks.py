from .. import store
def check(q): return store.orders.get(q)
