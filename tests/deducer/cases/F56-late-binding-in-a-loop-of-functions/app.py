from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
HS = []
for kv in (a, b):
    def h(q): return kv.get(q)
    HS.append(h)
Function(HS[0], name="f")
