from pluto_py import KVStore
def kind(x):
    match x:
        case {"t": t}: return t
        case [first, *_]: return first
        case str(): return x
        case _: return "other"
KVStore(kind("a"))
KVStore(kind(["b", "c"]))
