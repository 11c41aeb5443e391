import pluto_py
kv = pluto_py.KVStore(name="a")
