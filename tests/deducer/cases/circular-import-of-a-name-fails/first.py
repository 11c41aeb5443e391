from second import y
x = 1
