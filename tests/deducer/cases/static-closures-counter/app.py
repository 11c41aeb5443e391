from pluto_py import KVStore
def counter():
    n = 0
    def step():
        nonlocal n
        n += 1
        return f"t{n}"
    return step
c = counter()
KVStore(c())
KVStore(c())
