from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
class Log:
    def on_llm_end(self, r): a.set("log", r)
def f(q):
    lib.run(q, callbacks=(Log(),))
Function(f, name="f")
