"""Reports on disk: valid as long as every file that was read for them is as it was."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from deducer.aws.libraries.machine import Given
from deducer.aws.libraries.report import Report, dumped, loaded

__all__ = ["Cache", "key_of"]

# Changes whenever the analysis can come to another result for the same files.
_VERSION = 1


def key_of(entry: str, given: Given) -> str:
    """What a report is remembered by: the entry and the way that it is called."""
    named = sorted((name, repr(values)) for name, values in given.named.items())
    parts = [_VERSION, entry, [repr(values) for values in given.positional], named, given.rest]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Cache:
    """One JSON file per report, written whole or not at all; a damaged one is as good as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> Report | None:
        """The report, if the files that it is about have not changed."""
        try:
            stored = json.loads((self._folder / f"{key}.json").read_bytes())
            if all(_digest(Path(file)) == digest for file, digest in stored["files"].items()):
                return loaded(stored["report"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return None

    def store(self, key: str, report: Report, files: Sequence[Path]) -> None:
        """Remember a report; where the folder cannot be written, nothing is remembered."""
        text = json.dumps({"files": {str(f): _digest(f) for f in files}, "report": dumped(report)})
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(name).replace(self._folder / f"{key}.json")
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
