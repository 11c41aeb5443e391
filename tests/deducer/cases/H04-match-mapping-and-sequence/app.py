from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    match {"op": a, "rest": 1}:
        case {"op": kv, **rest}: kv.get(q)
    match [a, b, c]:
        case [first, *others]:
            for kv in others: kv.set("k", q)
Function(f, name="f")
