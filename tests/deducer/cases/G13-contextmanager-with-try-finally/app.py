from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from contextlib import contextmanager
a = KVStore("a"); b = KVStore("b")
@contextmanager
def session():
    kv = a
    try: yield kv
    except ValueError: b.set("bad", 1)
    finally: kv.set("end", 1)
def f(q):
    with session() as s: s.get(q)
Function(f, name="f")
