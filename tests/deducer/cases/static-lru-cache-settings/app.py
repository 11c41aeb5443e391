from functools import lru_cache
from pluto_py import KVStore
@lru_cache
def settings(): return {"name": "a"}
@lru_cache(maxsize=None)
def other(): return "b"
KVStore(settings()["name"])
KVStore(other())
