from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import lib
a = KVStore("a")
class H:
    def on_llm_end(self, x): return a.get(x)
def f(q): return lib.run(q, **{"callbacks": (H(),)})
Function(f, name="f")
