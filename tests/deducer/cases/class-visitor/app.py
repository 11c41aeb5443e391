from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Visitor:
    def visit(self, node): return getattr(self, f"visit_{node['t']}")(node)
    def visit_r(self, n): return a.get("k")
    def visit_w(self, n): return b.set("k", n)
def f(q): return Visitor().visit({"t": "r"})
Function(f, name="f")
