import os
from pluto_py import KVStore
NAME = os.environ.get("NOT_SET_ANYWHERE") or "fallback"
KVStore(NAME)
if os.getenv("ALSO_NOT_SET"):
    KVStore("never")
if "ALSO_NOT_SET" in os.environ:
    KVStore("neither")
try:
    X = os.environ["NOT_SET_ANYWHERE"]
except KeyError:
    X = "default"
KVStore(X)
