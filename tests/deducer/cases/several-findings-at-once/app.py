import os
from pluto_py import Function, KVStore
KVStore("a")
KVStore("a")
KVStore("b c")
KVStore(os.environ["NOT_SET_ANYWHERE"])
Function(3, name="f")
