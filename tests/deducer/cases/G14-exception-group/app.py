from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    errors = []
    for x in q:
        try: a.get(x)
        except Exception as e: errors.append(e)
    if errors: b.set("errors", str(errors))
Function(f, name="f")
