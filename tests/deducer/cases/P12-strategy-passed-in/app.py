from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Service:
    def __init__(self, load): self.load = load
    def run(self, q): return self.load(q)
one, two = Service(a.get), Service(load=b.get)
Function(one.run, name="f"); Function(two.run, name="g")
