"""Code that is not read: what it is given, what it may do with it, what it gives back."""
