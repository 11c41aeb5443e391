from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def gen(kv): yield kv.get("1")
def f(q):
    x = [*gen(a)]
    y, = gen(b)
    print(*gen(c))
    return x, y
Function(f, name="f")
