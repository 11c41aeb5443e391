from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from itertools import product
for x, (y, z) in zip("ab", product("cd", [1])): KVStore(f"{x}{y}{z}")
