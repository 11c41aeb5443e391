"""One module per command: `NAME`, `EXAMPLE` and `run`; nothing heavy is imported before `run` is called."""
