"""The values of string and number literals, from their tokens."""

from __future__ import annotations

import ast
import warnings

__all__ = ["number_value", "string_value", "text_value"]


def string_value(token: str) -> str | bytes:
    """The value of a plain string token, prefix and quotes included."""
    quote = token[-1]
    start = token.index(quote)
    prefix = token[:start].lower()
    width = 3 if token.startswith(quote * 3, start) and len(token) >= start + 6 else 1
    inner = token[start + width : len(token) - width]
    if "b" not in prefix and ("r" in prefix or "\\" not in inner):
        return inner.replace("\r\n", "\n").replace("\r", "\n") if "\r" in inner else inner
    return _evaluated(token)


def text_value(raw: str, start: str) -> str:
    """The value of literal text inside a formatted string that begins with the token `start`."""
    text = raw.replace("{{", "{").replace("}}", "}")
    if "\\" not in text or "r" in start.lower():
        return text
    quote = start.lstrip("fFtTrR")
    value = _evaluated(f"{quote}{text}{quote}")
    return value if isinstance(value, str) else text


def number_value(token: str) -> complex | int:
    """The value of an integer, float or imaginary token."""
    value = ast.literal_eval(token)
    return value if isinstance(value, (int, float, complex)) else 0


def _evaluated(token: str) -> str | bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an app's invalid escape is not this program's warning
        value = ast.literal_eval(token)
    return value if isinstance(value, (str, bytes)) else str(value)
