from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import ast, html.parser
a = KVStore("a"); b = KVStore("b")
class V(ast.NodeVisitor):
    def visit_Name(self, node): return a.get(node.id)
class P(html.parser.HTMLParser):
    def handle_data(self, data): b.set("k", data)
def f(q): V().visit(ast.parse(q))
def g(q): P().feed(q)
Function(f, name="f"); Function(g, name="g")
