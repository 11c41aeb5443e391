from pluto_py import KVStore, Function
a = KVStore("a"); b = KVStore("b")
def h0(q):
    if q == 0: return a.get(q)
    return h1(q), h5(q)
def h1(q):
    if q == 1: return a.get(q)
    return h8(q), h18(q)
def h2(q):
    if q == 2: return a.get(q)
    return h15(q), h31(q)
def h3(q):
    if q == 3: return a.get(q)
    return h22(q), h44(q)
def h4(q):
    if q == 4: return a.get(q)
    return h29(q), h57(q)
def h5(q):
    if q == 5: return a.get(q)
    return h36(q), h10(q)
def h6(q):
    if q == 6: return a.get(q)
    return h43(q), h23(q)
def h7(q):
    if q == 7: return a.get(q)
    return h50(q), h36(q)
def h8(q):
    if q == 8: return a.get(q)
    return h57(q), h49(q)
def h9(q):
    if q == 9: return a.get(q)
    return h4(q), h2(q)
def h10(q):
    if q == 10: return a.get(q)
    return h11(q), h15(q)
def h11(q):
    if q == 11: return a.get(q)
    return h18(q), h28(q)
def h12(q):
    if q == 12: return a.get(q)
    return h25(q), h41(q)
def h13(q):
    if q == 13: return a.get(q)
    return h32(q), h54(q)
def h14(q):
    if q == 14: return a.get(q)
    return h39(q), h7(q)
def h15(q):
    if q == 15: return a.get(q)
    return h46(q), h20(q)
def h16(q):
    if q == 16: return a.get(q)
    return h53(q), h33(q)
def h17(q):
    if q == 17: return a.get(q)
    return h0(q), h46(q)
def h18(q):
    if q == 18: return a.get(q)
    return h7(q), h59(q)
def h19(q):
    if q == 19: return a.get(q)
    return h14(q), h12(q)
def h20(q):
    if q == 20: return a.get(q)
    return h21(q), h25(q)
def h21(q):
    if q == 21: return a.get(q)
    return h28(q), h38(q)
def h22(q):
    if q == 22: return a.get(q)
    return h35(q), h51(q)
def h23(q):
    if q == 23: return a.get(q)
    return h42(q), h4(q)
def h24(q):
    if q == 24: return a.get(q)
    return h49(q), h17(q)
def h25(q):
    if q == 25: return a.get(q)
    return h56(q), h30(q)
def h26(q):
    if q == 26: return a.get(q)
    return h3(q), h43(q)
def h27(q):
    if q == 27: return a.get(q)
    return h10(q), h56(q)
def h28(q):
    if q == 28: return a.get(q)
    return h17(q), h9(q)
def h29(q):
    if q == 29: return a.get(q)
    return h24(q), h22(q)
def h30(q):
    if q == 30: return a.get(q)
    return h31(q), h35(q)
def h31(q):
    if q == 31: return a.get(q)
    return h38(q), h48(q)
def h32(q):
    if q == 32: return a.get(q)
    return h45(q), h1(q)
def h33(q):
    if q == 33: return a.get(q)
    return h52(q), h14(q)
def h34(q):
    if q == 34: return a.get(q)
    return h59(q), h27(q)
def h35(q):
    if q == 35: return a.get(q)
    return h6(q), h40(q)
def h36(q):
    if q == 36: return a.get(q)
    return h13(q), h53(q)
def h37(q):
    if q == 37: return a.get(q)
    return h20(q), h6(q)
def h38(q):
    if q == 38: return a.get(q)
    return h27(q), h19(q)
def h39(q):
    if q == 39: return a.get(q)
    return h34(q), h32(q)
def h40(q):
    if q == 40: return a.get(q)
    return h41(q), h45(q)
def h41(q):
    if q == 41: return a.get(q)
    return h48(q), h58(q)
def h42(q):
    if q == 42: return a.get(q)
    return h55(q), h11(q)
def h43(q):
    if q == 43: return a.get(q)
    return h2(q), h24(q)
def h44(q):
    if q == 44: return a.get(q)
    return h9(q), h37(q)
def h45(q):
    if q == 45: return a.get(q)
    return h16(q), h50(q)
def h46(q):
    if q == 46: return a.get(q)
    return h23(q), h3(q)
def h47(q):
    if q == 47: return a.get(q)
    return h30(q), h16(q)
def h48(q):
    if q == 48: return a.get(q)
    return h37(q), h29(q)
def h49(q):
    if q == 49: return a.get(q)
    return h44(q), h42(q)
def h50(q):
    if q == 50: return a.get(q)
    return h51(q), h55(q)
def h51(q):
    if q == 51: return a.get(q)
    return h58(q), h8(q)
def h52(q):
    if q == 52: return a.get(q)
    return h5(q), h21(q)
def h53(q):
    if q == 53: return a.get(q)
    return h12(q), h34(q)
def h54(q):
    if q == 54: return a.get(q)
    return h19(q), h47(q)
def h55(q):
    if q == 55: return a.get(q)
    return h26(q), h0(q)
def h56(q):
    if q == 56: return a.get(q)
    return h33(q), h13(q)
def h57(q):
    if q == 57: return a.get(q)
    return h40(q), h26(q)
def h58(q):
    if q == 58: return a.get(q)
    return h47(q), h39(q)
def h59(q):
    if q == 59: return a.get(q)
    return h54(q), h52(q)
def f(q): return h0(q)
Function(f, name='f')
