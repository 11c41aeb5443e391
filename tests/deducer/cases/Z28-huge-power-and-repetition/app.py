from pluto_py import KVStore, Function
a = KVStore("a"); b = KVStore("b")
N = 10 ** 10 ** 10
S = 'x' * 10 ** 12
L = [0] * 10 ** 9
B = 1 << 10 ** 12
def f(q): return a.get(q)
Function(f, name='f')
