from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from enum import Enum
class Op(Enum):
    READ = "r"
    WRITE = "w"
    def run(self, q):
        if self is Op.READ: return a.get(q)
        return b.set("k", q)
def f(q): return Op.READ.run(q)
def g(q): return Op(q["op"]).run(q)
Function(f, name="f")
Function(g, name="g")
