import random
from pluto_py import KVStore
KVStore(**{random.choice(["name", "x"]): "a"})
