from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def counter():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    return step
step = counter()
step()
kv = KVStore(f"t{step()}")
