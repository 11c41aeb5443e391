from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
if __name__ == "__main__":
    import no_such_library_anywhere
    print(a.get("x"))
def f(q): return b.get(q)
Function(f, name="f")
