"""What the catalogue's types mean in an app: declaring them, calling their operations, reading their properties."""
