"""A request's body as JSON, in text that can be written again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

__all__ = ["read_json"]

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def read_json(body: bytes, *, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """The value of a body. `parse_constant` is `json.loads`'s: what `NaN` and `Infinity` mean.

    Raises:
        ValueError: it is not UTF-8 (`UnicodeDecodeError`), not JSON (`JSONDecodeError`), or has half of a
            surrogate pair, which is no text (`UnicodeEncodeError`).
        RecursionError: it is nested too deeply.
    """
    value = json.loads(body.decode("utf-8"), parse_constant=parse_constant)
    if _SURROGATE.search(body):
        json.dumps(value, ensure_ascii=False).encode()
    return value
