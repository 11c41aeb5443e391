from enum import Enum
from pluto_py import KVStore
class T(Enum):
    ONE = "first"
    TWO = "second"
for t in T:
    KVStore(t.value)
KVStore(T("first").name)
