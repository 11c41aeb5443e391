from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def walk(node):
    a.get(node["id"])
    for child in node["children"]: walk(child)
    if not node: b.get("leaf")
def f(q): walk(q)
Function(f, name="f")
