from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Field:
    def __set_name__(self, owner, name): self.key = name
    def __get__(self, obj, owner=None):
        if obj is None: return self
        return a.get(self.key)
    def __set__(self, obj, value): a.set(self.key, value)
class User:
    name = Field()
def f(q): return User().name
def g(q):
    u = User()
    u.name = q
def h(q): return User.name.key
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
