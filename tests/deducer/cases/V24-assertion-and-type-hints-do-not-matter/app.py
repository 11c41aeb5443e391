from __future__ import annotations
from pluto_py import KVStore
NAME: str = "users"
assert NAME.isidentifier(), "bad"
kv: KVStore = KVStore(name=NAME)
