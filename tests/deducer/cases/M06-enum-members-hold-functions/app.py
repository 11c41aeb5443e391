from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from enum import Enum
a = KVStore("a"); b = KVStore("b")
def read(q): return a.get(q)
def write(q): return b.set("k", q)
class Op(Enum):
    READ = (read,)
    WRITE = (write,)
    def run(self, q): return self.value[0](q)
def f(q): return Op.READ.run(q)
def g(q): return Op[q].run(q)
Function(f, name="f"); Function(g, name="g")
