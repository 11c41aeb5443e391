from pluto_py import KVStore
try:
    import no_such_library_anywhere as lib
except ImportError:
    lib = None
if lib is None:
    KVStore("a")
else:
    KVStore("b")
