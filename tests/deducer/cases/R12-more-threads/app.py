from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import sched, signal, threading, _thread
a = KVStore("a"); b = KVStore("b")
def work(*args): a.set("k", 1)
def f(q): threading.Thread(None, work).start()
def g(q): _thread.start_new_thread(work, ())
def h(q):
    s = sched.scheduler()
    s.enter(0, 1, work)
    s.run()
def i(q): signal.signal(signal.SIGTERM, work)
def j(q):
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(initializer=work) as pool: pool.submit(b.get, q)
def k(q):
    event = threading.Event()
    def target():
        event.wait()
        b.set("k", q)
    t = threading.Thread(target=target, daemon=True)
    t.start()
    event.set()
    t.join()
for fn in (f, g, h, i, j, k): Function(fn, name=fn.__name__)
