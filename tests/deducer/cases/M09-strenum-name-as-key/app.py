from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from enum import Enum
class Table(str, Enum):
    USERS = "users"
kv = KVStore(Table.USERS.value)
other = KVStore(Table.USERS.name.lower() + "-2")
def f(q): return kv.get(q)
Function(f, name="f")
