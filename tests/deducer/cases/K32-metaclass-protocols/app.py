from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Meta(type):
    def __iter__(cls): return iter([a.get("k")])
    def __len__(cls): return len(a.get("k"))
    def __getitem__(cls, k): return a.get(k)
    def __contains__(cls, k): return a.get(k)
    def __setattr__(cls, n, v): a.set(n, v)
    def __getattr__(cls, n): return a.get(n)
    def __call__(cls): return a.get("call")
    def __str__(cls): return a.get("str")
    def __bool__(cls): return bool(a.get("k"))
    def __or__(cls, o): return a.get("or")
    def __lt__(cls, o): return a.get("lt")
class M(metaclass=Meta): pass
def f(q): return list(M)
def g(q): return len(M)
def h(q): return M[q]
def i(q): return q in M
def j(q): M.x = q
def k(q): return M.anything
def l(q): return M()
def m(q): return str(M)
def n(q): return 1 if M else 2
def o(q): return M | q
def p(q): return M < q
for fn in (f, g, h, i, j, k, l, m, n, o, p): Function(fn, name=fn.__name__)
