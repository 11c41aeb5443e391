from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
class Namer:
    def __init__(self, prefix): self.prefix, self.n = prefix, 0
    def next(self):
        self.n += 1
        return f"{self.prefix}{self.n}"
n = Namer("t")
x, y = KVStore(n.next()), KVStore(n.next())
