from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
late = [lambda q: kv.get(q) for kv in (a, b)]
early = [lambda q, kv=kv: kv.get(q) for kv in (a, b)]
Function(late[0], name="late"); Function(early[0], name="early")
