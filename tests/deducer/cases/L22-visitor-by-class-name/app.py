from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Num: pass
class Text: pass
class Visitor:
    def visit(self, node): return getattr(self, "visit_" + type(node).__name__)(node)
    def visit_Num(self, node): return a.get("k")
    def visit_Text(self, node): return b.get("k")
def f(q): return Visitor().visit(Num())
Function(f, name="f")
