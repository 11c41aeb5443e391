"""The definition of every service that the gateway can name: one file each, mostly tables.

Action names and resource types are those of the Service Authorization Reference.
"""
