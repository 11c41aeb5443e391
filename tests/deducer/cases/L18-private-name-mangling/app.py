from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Base:
    def __init__(self): self.__kv = a
    def load(self, q): return self.__kv.get(q)
class Child(Base):
    def __init__(self):
        super().__init__()
        self.__kv = b
    def own(self, q): return self.__kv.get(q)
Function(Child().load, name="f"); Function(Child().own, name="g")
