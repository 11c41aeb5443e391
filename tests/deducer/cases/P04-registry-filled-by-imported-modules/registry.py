TABLE = {}
def register(name):
    return lambda fn: TABLE.setdefault(name, fn)
