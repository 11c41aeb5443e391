from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
count = 0
def fresh():
    global count
    count += 1
    return f"t{count}"
x, y = KVStore(fresh()), KVStore(fresh())
