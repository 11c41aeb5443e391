from pluto_py import Function
Function(42, name="f")
