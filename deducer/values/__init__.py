"""What an expression can stand for while an app is read: the abstract values."""
