from pkg.sub import use
from pluto_py import Function
Function(use, name="f")
