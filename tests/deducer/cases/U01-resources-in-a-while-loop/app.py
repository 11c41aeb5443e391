from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
KVS = []
n = 0
while n < 3:
    KVS.append(KVStore(f"t{n}"))
    n += 1
def f(q): return KVS[1].get(q)
Function(f, name="f")
