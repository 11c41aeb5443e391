import json
from pluto_py import KVStore
for n in json.loads('{"tables": ["a", "b"]}')["tables"]:
    KVStore(n)
