from pluto_py import KVStore
DEBUG = False
if DEBUG:
    KVStore("debug")
else:
    KVStore("a")
