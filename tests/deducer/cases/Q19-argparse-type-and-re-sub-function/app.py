from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import argparse, collections, shelve
a = KVStore("a"); b = KVStore("b")
def convert(text): return a.get(text)
def f(q):
    p = argparse.ArgumentParser()
    p.add_argument("x", type=convert)
    return p.parse_args([q])
class Log(collections.UserList):
    def append(self, x): b.set("k", x)
def g(q): Log().append(q)
Function(f, name="f"); Function(g, name="g")
