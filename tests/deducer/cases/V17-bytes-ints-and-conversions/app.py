from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
kv = KVStore(b"users".decode() + str(int("07")) + chr(97) + hex(255)[2:] + repr(1)[0])
