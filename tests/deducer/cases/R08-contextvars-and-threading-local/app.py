from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import contextvars, threading
a = KVStore("a"); b = KVStore("b")
current = contextvars.ContextVar("current")
local = threading.local()
def f(q):
    current.set(a)
    local.kv = b
    return use(q)
def use(q): return current.get().get(q), local.kv.get(q)
Function(f, name="f")
