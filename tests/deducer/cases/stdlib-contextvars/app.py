from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import contextvars
CUR = contextvars.ContextVar("cur")
def use(): return CUR.get()("k")
def f(q):
    CUR.set(a.get)
    return use()
Function(f, name="f")
