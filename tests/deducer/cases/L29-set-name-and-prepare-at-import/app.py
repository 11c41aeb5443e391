from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Field:
    def __set_name__(self, owner, name): a.set(name, "declared")
class S: x = Field()
def f(q): return q
Function(f, name="f")
