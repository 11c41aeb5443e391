"""From an app to its architecture: load the modules, analyse each handler, put the results together."""
