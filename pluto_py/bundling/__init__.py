"""A function's zip: the app's modules, the distributions that they import, and the SDK's run-time part."""
