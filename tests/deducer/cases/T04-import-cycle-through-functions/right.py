import left
def go(q): return left.a.get(q)
