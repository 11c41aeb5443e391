from enum import StrEnum, auto
from pluto_py import KVStore
class T(StrEnum):
    ONE = auto()
KVStore(T.ONE.value)
