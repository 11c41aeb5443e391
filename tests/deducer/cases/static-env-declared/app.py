import os
from pluto_py import KVStore
KVStore(os.environ["TABLE"])
KVStore(os.getenv("TABLE", "x") + "-2")
