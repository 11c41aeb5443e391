from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def ids():
    n = 0
    while True:
        n += 1
        yield f"t{n}"
it = ids()
x, y = KVStore(next(it)), KVStore(next(it))
