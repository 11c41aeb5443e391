from pluto_py import Bucket, Function
files = Bucket("files")
def f(q):
    files.write("k", b"x")
    return [files.read(k) for k in files.keys()]
Function(f, name="f")
