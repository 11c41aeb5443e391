from pluto_py import KVStore
import os
for n in os.listdir("."):
    kv = KVStore("a")
