from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def run(mode, q):
    match mode:
        case "read": return a.get(q)
        case "write": return b.set("k", q)
def f(q): return run("read", q)
Function(f, name="f")
