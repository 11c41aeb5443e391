from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
xs = [a]
xs.append(xs)
d = {"kv": a}
d["me"] = d
def f(q): return xs[1][1][0].get(q), d["me"]["me"]["kv"].set("k", q)
Function(f, name="f")
