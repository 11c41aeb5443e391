from pluto_py import KVStore
import random
if random.random() > 0.5:
    kv = KVStore("a")
