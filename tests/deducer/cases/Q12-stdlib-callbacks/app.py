from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import atexit, re, json
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
class Enc(json.JSONEncoder):
    def default(self, o): return c.get("k")
def f(q): return re.sub("x", lambda m: a.get(m.group()), q)
def g(q): return json.loads(q, object_hook=lambda d: b.get("k"))
def h(q): return json.dumps(q, cls=Enc)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
