from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
from langchain_core.callbacks import BaseCallbackHandler
class Log(BaseCallbackHandler):
    def on_llm_end(self, r): a.set("log", r)
def f(q): return lib.run(q, callbacks=[Log()])
Function(f, name="f")
