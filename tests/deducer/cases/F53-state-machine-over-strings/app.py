from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    state = "start"
    while state != "end":
        if state == "start":
            a.get(q); state = "work"
        elif state == "work":
            b.get(q); state = "end"
        elif state == "never":
            c.get(q)
Function(f, name="f")
