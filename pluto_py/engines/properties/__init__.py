"""Pulumi's property values, shared by both engines and by the resource handlers.

A property value is plain JSON data (`None`, `bool`, `int`, `float`, `str`, lists, dictionaries). What JSON
cannot say is a dictionary with a signature under one reserved key: a secret, an asset, an archive, a
reference to a resource. The same form travels on the wire, lies in state files and is handled in memory, so
nothing is converted between them.
"""
