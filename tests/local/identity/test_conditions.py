"""Condition operators, their negations, `IfExists` and the set quantifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pluto_py.local.identity import conditions


def holds(operator, expected, context, key="k"):
    found = conditions.parse({operator: {key: expected}}, variables=True)
    return all(condition.holds(context) for condition in found)


TABLE = [
    # operator, the policy's value, the request's value, whether it holds
    ("StringEquals", "a", "a", True),
    ("StringEquals", "a", "A", False),
    ("StringEquals", ["a", "b"], "b", True),
    ("StringEquals", "a*", "ab", False),
    ("StringNotEquals", "a", "b", True),
    ("StringNotEquals", ["a", "b"], "b", False),
    ("StringEqualsIgnoreCase", "a", "A", True),
    ("StringNotEqualsIgnoreCase", "a", "A", False),
    ("StringLike", "a*c?", "abbcd", True),
    ("StringLike", "a?", "a", False),
    ("StringNotLike", "a*", "ab", False),
    ("ArnLike", "arn:aws:s3:::b*", "arn:aws:s3:::bucket", True),
    ("ArnLike", "arn:aws:*:x:y:z", "arn:aws:s3:a:x:y:z", False),
    ("ArnEquals", "arn:aws:s3:::*", "arn:aws:s3:::bucket/key", True),
    ("ArnNotEquals", "arn:aws:s3:::b", "arn:aws:s3:::c", True),
    ("ArnNotLike", "arn:aws:s3:::*", "arn:aws:s3:::c", False),
    ("NumericEquals", "10", "10.0", True),
    ("NumericEquals", 10, "10", True),
    ("NumericNotEquals", "10", "11", True),
    ("NumericLessThan", "10", "9", True),
    ("NumericLessThan", "10", "10", False),
    ("NumericLessThanEquals", "10", "10", True),
    ("NumericGreaterThan", "10", "9", False),
    ("NumericGreaterThanEquals", "10", "10", True),
    ("NumericEquals", "10", "ten", False),
    ("DateLessThan", "2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z", True),
    ("DateGreaterThan", "2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z", False),
    ("DateEquals", "1970-01-01T00:00:10Z", "10", True),
    ("DateGreaterThanEquals", "2030-01-01", "2030-01-01T00:00:00Z", True),
    ("DateNotEquals", "2030-01-01", "2030-01-02", True),
    ("Bool", "true", "true", True),
    ("Bool", True, "true", True),
    ("Bool", "true", "false", False),
    ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
    ("IpAddress", "127.0.0.0/8", "127.0.0.1", True),
    ("IpAddress", "10.0.0.1", "10.0.0.2", False),
    ("NotIpAddress", "10.0.0.0/8", "127.0.0.1", True),
    ("IpAddress", "::1/128", "::1", True),
    ("StringEquals", "${*}", "*", True),
    ("Null", "false", "there", True),
    ("Null", "true", "there", False),
]


@pytest.mark.parametrize(("operator", "expected", "value", "outcome"), TABLE)
def test_operators(operator, expected, value, outcome):
    assert holds(operator, expected, {"k": value}) is outcome


@pytest.mark.parametrize(
    ("operator", "outcome"),
    [
        ("StringEquals", False),
        ("StringEqualsIfExists", True),
        ("StringNotEquals", True),
        ("StringNotEqualsIfExists", True),
        ("NumericLessThan", False),
        ("NumericLessThanIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", True),
    ],
)
def test_a_key_that_is_missing(operator, outcome):
    assert holds(operator, "1", {}) is outcome


def test_null_asks_whether_a_key_is_missing():
    assert holds("Null", "true", {})
    assert not holds("Null", "false", {})


@pytest.mark.parametrize(
    ("operator", "values", "outcome"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "c"), False),
        ("ForAllValues:StringEquals", (), True),
        ("ForAnyValue:StringEquals", ("c", "b"), True),
        ("ForAnyValue:StringEquals", ("c", "d"), False),
        ("ForAllValues:StringNotEquals", ("c", "d"), True),
        ("ForAllValues:StringNotEquals", ("a", "d"), False),
        ("ForAnyValue:StringNotEquals", ("a", "d"), True),
        ("ForAnyValue:StringNotEquals", ("a", "b"), False),
        ("ForAllValues:StringLike", ("a", "b"), True),
    ],
)
def test_keys_with_several_values(operator, values, outcome):
    assert holds(operator, ["a", "b"], {"k": values}) is outcome


def test_keys_are_named_without_case():
    assert holds("StringEquals", "a", {"aws:username": "a"}, key="AWS:UserName")


def test_all_operators_and_keys_of_a_block_must_hold():
    found = conditions.parse({"StringEquals": {"a": "1", "b": "2"}, "Bool": {"c": "true"}}, variables=True)
    assert all(condition.holds({"a": "1", "b": "2", "c": "true"}) for condition in found)
    assert not all(condition.holds({"a": "1", "b": "2", "c": "false"}) for condition in found)
    assert not all(condition.holds({"a": "1", "b": "x", "c": "true"}) for condition in found)


def test_variables_may_stand_in_values():
    assert holds("StringEquals", "${aws:PrincipalTag/team}", {"k": "x", "aws:principaltag/team": "x"})
    assert not holds("StringLike", "${aws:username}", {"k": "anna", "aws:username": "*"})
    assert holds("NumericLessThan", "${aws:epochtime}", {"k": "5", "aws:epochtime": "6"})


@pytest.mark.parametrize(
    "block",
    [
        [],
        "x",
        {"StringEqual": {"k": "v"}},
        {"ForSomeValues:StringEquals": {"k": "v"}},
        {"StringEquals": "v"},
        {"StringEquals": {"k": {"a": "b"}}},
        {"NumericEquals": {"k": "ten"}},
        {"DateLessThan": {"k": "tomorrow"}},
        {"IpAddress": {"k": "10.0.0.0/99"}},
    ],
)
def test_a_block_that_aws_would_refuse(block):
    with pytest.raises(conditions.ConditionError):
        conditions.parse(block, variables=True)


@given(value=st.text("ab", max_size=3), expected=st.lists(st.text("ab", max_size=3), min_size=1, max_size=3))
def test_a_negated_operator_is_the_opposite(value, expected):
    for plain, negated in (("StringEquals", "StringNotEquals"), ("StringLike", "StringNotLike")):
        assert holds(plain, expected, {"k": value}) is not holds(negated, expected, {"k": value})


@given(
    values=st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(tuple),
    expected=st.lists(st.sampled_from("abc"), min_size=1, max_size=3),
)
def test_quantifiers_are_all_and_any(values, expected):
    assert holds("ForAllValues:StringEquals", expected, {"k": values}) is (set(values) <= set(expected))
    assert holds("ForAnyValue:StringEquals", expected, {"k": values}) is bool(set(values) & set(expected))
