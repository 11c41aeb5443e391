import os
from pluto_py import KVStore
KVStore(os.environ["NOT_SET_ANYWHERE"])
