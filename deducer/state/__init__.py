"""What the interpreter knows at a moment: the heap, the call stack, what has been found so far."""
