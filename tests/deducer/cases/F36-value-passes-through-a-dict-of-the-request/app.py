from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    context = dict(q)
    context["kv"] = a
    context.update(other=b)
    return step(context)
def step(context): return context["kv"].get("k")
Function(f, name="f")
