from first import x
y = 2
