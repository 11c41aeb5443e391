from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
m = SageMaker("m", "img:1")
def f(q): return m.generate(q, max_new_tokens=5)
def g(q): yield from m.generate_stream(q)
def h(q): return m.invoke({"inputs": q}), list(m.invoke_stream({"inputs": q}))
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
