from pluto_py import Function
Function(nothing, name="f")
