from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from nowhere_at_all import Thing
a = KVStore("a")
def f(q: "Thing"): return a.get(q)
Function(f, name="f")
