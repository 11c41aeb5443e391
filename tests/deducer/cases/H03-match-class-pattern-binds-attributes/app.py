from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from dataclasses import dataclass
a = KVStore("a"); b = KVStore("b")
@dataclass
class Save:
    kv: object
    value: str
@dataclass
class Load:
    kv: object
def run(command):
    match command:
        case Save(kv, value=v): kv.set("k", v)
        case Load(kv=kv): return kv.get("k")
def f(q): run(Save(a, q))
def g(q): return run(Load(b))
Function(f, name="f"); Function(g, name="g")
