from pluto_py import KVStore
class Mine(KVStore):
    pass
