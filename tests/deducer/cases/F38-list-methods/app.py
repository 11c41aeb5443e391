from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    xs = [a]
    xs.insert(0, b)
    xs.extend([c])
    return xs.pop().get(q)
Function(f, name="f")
