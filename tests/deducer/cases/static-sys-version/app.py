import sys
from pluto_py import KVStore
if sys.version_info >= (3, 8):
    KVStore("a")
else:
    KVStore("b")
