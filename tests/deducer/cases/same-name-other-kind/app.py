from pluto_py import KVStore, Queue
KVStore("x")
Queue("x")
