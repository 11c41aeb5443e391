from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import logging
a = KVStore("a")
class ToStore(logging.Handler):
    def emit(self, record): a.set("log", "x")
log = logging.getLogger("app")
log.addHandler(ToStore())
def f(q):
    log.info("hello")
    return q
Function(f, name="f")
