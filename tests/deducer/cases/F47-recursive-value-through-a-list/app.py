from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def walk(tree):
    for node in tree:
        if isinstance(node, list): walk(node)
        else: node.get("k")
def f(q): walk([a, [b]])
Function(f, name="f")
