from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
SIZE = "m"
match SIZE:
    case "s": kv = KVStore("small")
    case "m" | "l": kv = KVStore("other")
