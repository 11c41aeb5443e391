from pluto_py import KVStore
def names():
    for n in ("a", "b"):
        yield n + "x"
for n in names():
    KVStore(n)
