"""From a file's bytes to its lowered form: read, parse with libcst once, cache by content."""
