from pluto_py import KVStore
try:
    n = {"a": 1}["b"]
except KeyError:
    n = "fallback"
KVStore("x")
try:
    raise ValueError("no")
except ValueError:
    KVStore("y")
finally:
    KVStore("z")
