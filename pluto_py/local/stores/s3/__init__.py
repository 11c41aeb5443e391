"""S3 on this machine: objects as files in the stack's folder, everything about them in its state file.

`blobs` keeps bytes in files that are written once; `index` says, in sqlite, which of them make up which
object, so an object is there whole or not at all, whenever the process is killed. Bodies travel in parts: no
object is held in memory. There are no versions, as in the buckets that Pluto makes.
"""
