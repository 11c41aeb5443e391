from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
class Base: PREFIX = "base"
class Prod(Base): NAME = Base.PREFIX + "-prod"
kv = KVStore(Prod.NAME + Prod.PREFIX)
