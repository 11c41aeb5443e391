from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import logging
class Sink(logging.Handler):
    def emit(self, record): a.set("log", record)
log = logging.getLogger("x")
log.addHandler(Sink())
def f(q):
    log.info("hi")
Function(f, name="f")
