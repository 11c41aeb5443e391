from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import lib
a = KVStore("a"); b = KVStore("b")
class Handler:
    def on_llm_end(self, q): return a.set("k", q)
    def __private(self): return b.get("k")
def f(q): return lib.run(q, callbacks=[Handler()])
Function(f, name="f")
