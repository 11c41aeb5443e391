"""Functions' code on disk: read from a zip, kept once per content, shared between versions."""
