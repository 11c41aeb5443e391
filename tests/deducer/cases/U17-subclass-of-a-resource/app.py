from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
class Users(KVStore):
    def load(self, q): return self.get(q)
u = Users("users")
