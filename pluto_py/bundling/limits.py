"""How large a function may be. Source: "Lambda quotas" in the AWS Lambda Developer Guide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pluto_py.bundling.assembly import unzipped_size
from pluto_py.errors import PlutoError

__all__ = ["MAX_UNZIPPED", "MAX_ZIPPED_UPLOAD", "require_small_enough"]

MAX_UNZIPPED = 250 * 1024 * 1024
"""Bytes of a function's code, unzipped. No way of uploading it changes this."""

MAX_ZIPPED_UPLOAD = 50 * 1024 * 1024
"""Bytes of a zip that `lambda:CreateFunction` takes in its request; a larger one goes through S3."""

_SHOWN = 5


def require_small_enough(function: str, unzipped: int, layers: Sequence[Path]) -> None:
    """Refuse a bundle that is too large; the error lists its biggest layers.

    Raises:
        PlutoError: it is.
    """
    if unzipped <= MAX_UNZIPPED:
        return
    biggest = sorted(((unzipped_size(layer), _title(layer)) for layer in layers), reverse=True)[:_SHOWN]
    raise PlutoError(
        f"The code of function '{function}' is too large: {_megabytes(unzipped)} unzipped; "
        f"a function may have {_megabytes(MAX_UNZIPPED)}.",
        where=function,
        why="The biggest parts:\n"
        + "\n".join(f"  {_megabytes(size):>8}  {title}" for size, title in biggest),
        hint="Import less in the modules of this function, or narrow `include` in pyproject.toml.",
    )


def _title(layer: Path) -> str:
    """The layer's label, as its file name has it before the digest."""
    return layer.stem.rpartition("-")[0]


def _megabytes(size: int) -> str:
    return f"{size / (1024 * 1024):.1f} MB"
