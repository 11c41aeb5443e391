"""The pattern language of policies: `*`, `?` and `${variables}`.

In an ARN a wildcard stays within its colon-separated part, except in the last one; elsewhere it takes
anything (IAM user guide, "IAM JSON policy elements: Resource" and "Variables and tags"). What a variable
stands for is literal: a `*` in a user's name is no wildcard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

__all__ = ["Context", "Pattern"]

Context = Mapping[str, "str | tuple[str, ...]"]
"""Condition keys, in lower case, and their values; several for a multivalued key."""

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_LITERALS = {"*", "?", "$"}
_ARN_COLONS = 5


class Pattern:
    """A compiled pattern.

    Args:
        text: as it stands in the policy.
        variables: whether `${…}` are variables (policy version 2012-10-17) or plain text.
        arn: whether wildcards stay within an ARN's parts.
        ignore_case: for actions.
    """

    __slots__ = ("_arn", "_ignore_case", "_parts", "_regex", "text")

    def __init__(self, text: str, *, variables: bool = True, arn: bool = False, ignore_case: bool = False):
        self.text = text
        self._arn = arn and text.count(":") >= _ARN_COLONS
        self._ignore_case = ignore_case
        self._parts = _VARIABLE.split(text) if variables else [text]
        self._regex = None if len(self._parts) > 1 else self._compile([text])

    def matches(self, value: str, context: Context) -> bool:
        """Whether the whole of `value` fits; a variable without a value fits nothing."""
        regex = self._regex or self._resolved(context)
        return regex is not None and regex.fullmatch(value) is not None

    def literal(self, context: Context) -> str | None:
        """The text with its variables filled in and no wildcards; None if a variable has no value."""
        values = [_variable(part, context) if odd % 2 else part for odd, part in enumerate(self._parts)]
        return None if None in values else "".join(value for value in values if value is not None)

    def _resolved(self, context: Context) -> re.Pattern[str] | None:
        parts: list[str] = []
        for odd, part in enumerate(self._parts):
            value = _variable(part, context) if odd % 2 else part
            if value is None:
                return None
            parts.append(value)
        return self._compile(parts)

    def _compile(self, parts: list[str]) -> re.Pattern[str]:
        """`parts` alternate between pattern text and literal values."""
        colons, expression = 0, ""
        for odd, part in enumerate(parts):
            if odd % 2:
                expression += re.escape(part)
                continue
            for character in part:
                confined = self._arn and colons < _ARN_COLONS
                colons += character == ":"
                expression += _wildcard(character, confined)
        return _regex(expression, self._ignore_case)


@lru_cache(maxsize=4096)
def _regex(expression: str, ignore_case: bool) -> re.Pattern[str]:
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _wildcard(character: str, confined: bool) -> str:
    if character == "*":
        return "[^:]*" if confined else ".*"
    if character == "?":
        return "[^:]" if confined else "."
    return re.escape(character)


def _variable(name: str, context: Context) -> str | None:
    """`aws:username`, or with a default `aws:username, 'nobody'`; `*`, `?` and `$` stand for themselves."""
    if name in _LITERALS:
        return name
    key, comma, default = name.partition(",")
    value = context.get(key.strip().lower())
    if isinstance(value, str):
        return value
    return default.strip().strip("'") if comma else None
