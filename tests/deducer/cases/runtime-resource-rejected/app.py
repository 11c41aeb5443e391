from pluto_py import Function, KVStore
def f(q):
    kv = KVStore("late")
    return kv.get(q)
Function(f, name="f")
