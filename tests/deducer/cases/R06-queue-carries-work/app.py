from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import queue, threading
a = KVStore("a")
def worker(todo):
    while True:
        job = todo.get()
        if job is None: return
        job()
def f(q):
    todo = queue.Queue()
    t = threading.Thread(target=worker, args=(todo,))
    t.start()
    todo.put(lambda: a.get(q))
    todo.put(None)
    t.join()
Function(f, name="f")
