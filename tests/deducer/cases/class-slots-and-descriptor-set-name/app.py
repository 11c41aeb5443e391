from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Field:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, obj, owner=None): return a.get(self.name)
class M:
    __slots__ = ("x",)
    title = Field()
def f(q): return M().title
Function(f, name="f")
