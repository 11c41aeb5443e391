from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
C1, C2, C3 = {}, {}, {}
def one(q):
    try: return C1[q]
    except KeyError:
        C1[q] = a
        return C1[q]
def two(q):
    if q not in C2: C2[q] = b
    return C2[q]
def three(q): return C3.setdefault(q, a)
def f(q): return one(q).get("k")
def g(q): return two(q).get("k")
def h(q): return three(q).get("k")
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
