from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
ENVS = {"HF_MODEL_ID": "x/y"}
m = SageMaker("m", "img:" + "1", instance_type="ml." + "g5.xlarge", envs={**ENVS, "N": str(4)}, instance_count=1 + 1)
