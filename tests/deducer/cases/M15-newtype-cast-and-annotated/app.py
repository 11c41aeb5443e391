from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from typing import Annotated, Any, NewType, cast
a = KVStore("a")
UserId = NewType("UserId", str)
kv: Annotated[KVStore, "users"] = a
def f(q): return cast(Any, kv).get(UserId(q))
Function(f, name="f")
