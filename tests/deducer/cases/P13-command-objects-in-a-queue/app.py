from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Read:
    def run(self, q): return a.get(q)
class Write:
    def run(self, q): return b.set("k", q)
def f(q):
    todo = [Read()]
    if q: todo.append(Write())
    while todo: todo.pop().run(q)
Function(f, name="f")
