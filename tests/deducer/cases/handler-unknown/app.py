from pluto_py import Function
import os
Function(os.getcwd(), name="f")
