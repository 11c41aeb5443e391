"""The condition block of a policy statement: operators, their negations, `IfExists` and the set quantifiers.

All operators and keys of a block must hold; of the values of one key any may (for a negated operator: none
may). A missing key fails, except under `IfExists`, a negated operator, `ForAllValues`, or `Null` (IAM user
guide, "IAM JSON policy elements: Condition operators").
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from typing import Any

from pluto_py.local.identity.patterns import Context, Pattern

__all__ = ["Condition", "ConditionError", "parse"]


class ConditionError(Exception):
    """A condition block that AWS would not take; the text says why."""


Test = Callable[[str, Pattern, Context], bool]
"""Whether a key's value satisfies one of the policy's values."""


@dataclass(frozen=True)
class Condition:
    """One operator on one key."""

    key: str
    values: tuple[Pattern, ...]
    test: Test
    negated: bool = False
    if_exists: bool = False
    quantifier: str | None = None

    def holds(self, context: Context) -> bool:
        """Whether the request's context satisfies it."""
        found = context.get(self.key)
        if found is None:
            if self.quantifier == "ForAnyValue":
                return self.if_exists
            return self.if_exists or self.negated or self.quantifier == "ForAllValues"
        each = (self._fits(value, context) for value in ((found,) if isinstance(found, str) else found))
        if self.quantifier == "ForAnyValue" or (self.quantifier is None and not self.negated):
            return any(each)
        return all(each)

    def _fits(self, value: str, context: Context) -> bool:
        return any(self.test(value, expected, context) for expected in self.values) != self.negated


@dataclass(frozen=True)
class _Null:
    """`Null`: whether the key is absent."""

    key: str
    absent: bool

    def holds(self, context: Context) -> bool:
        """Whether the key is there or not, as wanted."""
        return (self.key not in context) == self.absent


def parse(block: Any, *, variables: bool) -> tuple[Condition | _Null, ...]:
    """The conditions of a statement's `Condition` element.

    Raises:
        ConditionError: the block is not a mapping of known operators to keys and values.
    """
    if not isinstance(block, Mapping):
        raise ConditionError("Condition must be an object of operators.")
    return tuple(
        _condition(operator, key, values, variables)
        for operator, keys in block.items()
        for key, values in _entries(operator, keys)
    )


def _entries(operator: str, keys: Any) -> Sequence[tuple[str, Any]]:
    if not isinstance(keys, Mapping):
        raise ConditionError(f"Condition {operator} must be an object of keys.")
    return list(keys.items())


def _condition(operator: str, key: str, values: Any, variables: bool) -> Condition | _Null:
    quantifier, colon, name = operator.rpartition(":")
    if colon and quantifier not in ("ForAnyValue", "ForAllValues"):
        raise ConditionError(f"Invalid Condition type : {operator}.")
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    texts = [_text(value) for value in (values if isinstance(values, list) else [values])]
    if name == "Null":
        return _Null(key.lower(), absent=_is_true(texts[0]) if texts else False)
    if name not in _OPERATORS:
        raise ConditionError(f"Invalid Condition type : {operator}.")
    spec = _OPERATORS[name]
    patterns = tuple(Pattern(text, variables=variables, arn=spec.arn) for text in texts)
    for pattern in patterns:
        spec.check(name, pattern)
    return Condition(key.lower(), patterns, spec.test, spec.negated, if_exists, quantifier or None)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ConditionError("Condition values must be texts, numbers or booleans.")


def _equals(value: str, pattern: Pattern, context: Context) -> bool:
    return value == pattern.literal(context)


def _equals_ignoring_case(value: str, pattern: Pattern, context: Context) -> bool:
    expected = pattern.literal(context)
    return expected is not None and value.casefold() == expected.casefold()


def _like(value: str, pattern: Pattern, context: Context) -> bool:
    return pattern.matches(value, context)


def _is_true(text: str) -> bool:
    return text.lower() == "true"


def _bool(value: str, pattern: Pattern, context: Context) -> bool:
    expected = pattern.literal(context)
    return expected is not None and _is_true(value) == _is_true(expected)


def _moment(text: str) -> float:
    """Seconds since the epoch, from a number or an ISO 8601 time (UTC where it names no zone)."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _address(value: str, pattern: Pattern, context: Context) -> bool:
    expected = pattern.literal(context)
    try:
        return expected is not None and ipaddress.ip_address(value) in ipaddress.ip_network(
            expected, strict=False
        )
    except ValueError:
        return False


def _compare(
    convert: Callable[[str], float],
    relation: Callable[[float, float], bool],
    value: str,
    pattern: Pattern,
    context: Context,
) -> bool:
    expected = pattern.literal(context)
    try:
        return expected is not None and relation(convert(value), convert(expected))
    except ValueError:
        return False


def _check_nothing(_name: str, _pattern: Pattern) -> None:
    """Any text will do."""


def _check(convert: Callable[[str], object], name: str, pattern: Pattern) -> None:
    """Refuse a value that can never be compared; one with a variable is known only at the request."""
    if "${" not in pattern.text:
        try:
            convert(pattern.text)
        except ValueError:
            raise ConditionError(f"Value {pattern.text!r} does not suit the operator {name}.") from None


@dataclass(frozen=True)
class _Operator:
    test: Test
    negated: bool = False
    arn: bool = False
    check: Callable[[str, Pattern], None] = _check_nothing


_RELATIONS: Mapping[str, tuple[Callable[[float, float], bool], bool]] = {
    "Equals": (lambda a, b: a == b, False),
    "NotEquals": (lambda a, b: a == b, True),
    "LessThan": (lambda a, b: a < b, False),
    "LessThanEquals": (lambda a, b: a <= b, False),
    "GreaterThan": (lambda a, b: a > b, False),
    "GreaterThanEquals": (lambda a, b: a >= b, False),
}
_CHECK_ADDRESS = partial(_check, partial(ipaddress.ip_network, strict=False))
_OPERATORS: Mapping[str, _Operator] = {
    "StringEquals": _Operator(_equals),
    "StringNotEquals": _Operator(_equals, negated=True),
    "StringEqualsIgnoreCase": _Operator(_equals_ignoring_case),
    "StringNotEqualsIgnoreCase": _Operator(_equals_ignoring_case, negated=True),
    "StringLike": _Operator(_like),
    "StringNotLike": _Operator(_like, negated=True),
    "ArnEquals": _Operator(_like, arn=True),
    "ArnNotEquals": _Operator(_like, negated=True, arn=True),
    "ArnLike": _Operator(_like, arn=True),
    "ArnNotLike": _Operator(_like, negated=True, arn=True),
    "BinaryEquals": _Operator(_equals),
    "Bool": _Operator(_bool),
    "IpAddress": _Operator(_address, check=_CHECK_ADDRESS),
    "NotIpAddress": _Operator(_address, negated=True, check=_CHECK_ADDRESS),
    **{
        f"{kind}{name}": _Operator(
            partial(_compare, convert, relation), negated, check=partial(_check, convert)
        )
        for kind, convert in (("Numeric", float), ("Date", _moment))
        for name, (relation, negated) in _RELATIONS.items()
    },
}
