from pluto_py import KVStore, Function
a = KVStore("a"); b = KVStore("b")
S = 'x'
for _ in range(60): S = S + S
def f(q): return a.get(S)
Function(f, name='f')
