from pluto_py import KVStore
shown = KVStore("a")
_hidden = KVStore("b")
