from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
N = 7 // 2 ** 1 % 4
kv = KVStore(f"t{N:02d}-{3 * 2:>02}-{'x'!s}-{0x1f:x}")
