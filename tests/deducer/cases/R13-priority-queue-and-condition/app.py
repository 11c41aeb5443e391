from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import queue
a = KVStore("a"); b = KVStore("b")
def f(q):
    todo = queue.PriorityQueue()
    todo.put((1, a.get))
    return todo.get()[1](q)
def g(q):
    todo = queue.SimpleQueue()
    todo.put_nowait(b)
    return todo.get_nowait().get(q)
def h(q):
    todo = queue.LifoQueue()
    todo.put(b.set)
    todo.get(timeout=1)("k", q)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
