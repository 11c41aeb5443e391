from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q): return next(iter({"x": a}.values())).get(q)
def g(q): return {"x": a}.popitem()[1].get(q)
def h(q): return {"x": a, "y": b}.pop("y").get(q)
def i(q): return list({"x": a}.items())[0][1].get(q)
def j(q): return [kv.get(q) for kv in {a: 1, b: 2}]
def k(q): return dict(zip(["x", "y"], [a, b]))["y"].get(q)
def l(q): return {"x": a}.copy()["x"].get(q)
def m(q): return dict([("x", a), ("y", b)])["x"].get(q)
def n(q): return ({} or {"x": b})["x"].get(q)
def o(q): return {**{"x": a}, **{"x": b}}["x"].get(q)
for fn in (f, g, h, i, j, k, l, m, n, o): Function(fn, name=fn.__name__)
