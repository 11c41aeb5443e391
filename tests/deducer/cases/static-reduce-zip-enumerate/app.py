from functools import reduce
from pluto_py import KVStore
KVStore(reduce(lambda x, y: x + y, ["a", "b", "c"]))
for i, (x, y) in enumerate(zip("de", ["f", "g"]), start=1):
    KVStore(f"{x}{y}{i}")
KVStore(max(["h", "i"]))
KVStore(str(len([1, 2])) and "j" * len([1, 2]))
