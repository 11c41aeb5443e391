from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from enum import Enum
class Table(Enum):
    USERS = "users"
    ORDERS = "orders"
KVS = {t: KVStore(t.value) for t in Table}
def f(q): return KVS[Table.USERS].get(q)
Function(f, name="f")
