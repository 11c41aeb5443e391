from pluto_py import KVStore
base = {"name": "a", "extra": 1}
more = {**base, "name": "b"}
more.update(name="c")
more.setdefault("z", "d")
KVStore(more["name"])
KVStore(more.get("missing", "e"))
KVStore((base | {"name": "f"})["name"])
KVStore(more.pop("z"))
