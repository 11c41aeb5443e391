from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
STAGE = os.environ.get("STAGE") or "dev"
kv = KVStore("big" if STAGE == "prod" and len(STAGE) > 2 else f"small-{STAGE}")
