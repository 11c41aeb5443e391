from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import json, logging
def f(q):
    logging.info("table %s", a.aws_table_name)
    print(b.aws_table_name)
    return json.dumps({"t": a.aws_table_name})
Function(f, name="f")
