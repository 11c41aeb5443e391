from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
names = sorted({n.lower() for n in ["B", "A"]}, reverse=True)
kv = KVStore("".join(names) + str(sum(len(n) for n in names)) + str(max([1, 5, 2])))
