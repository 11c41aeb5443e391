from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from langchain_core.runnables import RunnableLambda
a = KVStore("a"); b = KVStore("b")
class App:
    def __init__(self): self.chain = RunnableLambda(self.step)
    def step(self, x): return a.get(x)
    def run(self, q): return self.chain.invoke(q)
app = App()
def f(q): return app.run(q)
def g(q): return b.get(q)
Function(f, name="f"); Function(g, name="g")
