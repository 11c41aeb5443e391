from pluto_py import KVStore
orders = KVStore("orders")
