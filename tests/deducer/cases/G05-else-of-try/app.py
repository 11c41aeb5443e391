from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    try: n = int(q)
    except ValueError: return None
    else: return a.get(n)
Function(f, name="f")
