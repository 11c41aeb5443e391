from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c"); d = KVStore("d")
M = {"a": a}
M.setdefault("b", b)
M |= {"c": c}
def f(q): return M.get("b").get(q)
def g(q): return [kv.get(q) for _, kv in M.items()]
def h(q): return M.get("zz", d).get(q)
def p(q): return {**M, "c": d}["c"].get(q)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(p, name="p")
