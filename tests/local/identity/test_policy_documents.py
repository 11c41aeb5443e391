"""Documents that IAM refuses as malformed, and those that it takes."""

from __future__ import annotations

import json

import pytest

from pluto_py.local.identity.policy import Kind, PolicyError, parse

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}


def wrapped(statement):
    return {"Version": "2012-10-17", "Statement": statement}


def without(statement, *names):
    return {name: value for name, value in statement.items() if name not in names}


@pytest.mark.parametrize(
    "document",
    [
        wrapped(ALLOW),
        wrapped([ALLOW, ALLOW]),
        {"Statement": ALLOW},
        wrapped({**without(ALLOW, "Action"), "NotAction": ["iam:*"]}),
        wrapped({**ALLOW, "Sid": "One", "Condition": {}}),
    ],
)
def test_good_identity_policies(document):
    assert parse(json.dumps(document), Kind.IDENTITY).statements


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("{", "not valid JSON"),
        ("[]", "JSON object"),
        ({}, "at least one Statement"),
        (wrapped([]), "at least one Statement"),
        ({"Version": "2020-01-01", "Statement": ALLOW}, "unknown Version"),
        (wrapped("x"), "must be an object"),
        (wrapped({**ALLOW, "Effect": "allow"}), "Allow or Deny"),
        (wrapped(without(ALLOW, "Action")), "must contain actions"),
        (wrapped({**ALLOW, "NotAction": "x:y"}), "both Action and NotAction"),
        (wrapped(without(ALLOW, "Resource")), "must contain resources"),
        (wrapped({**ALLOW, "Resource": []}), "must contain resources"),
        (wrapped({**ALLOW, "Resource": "table/t"}), "must be in ARN format"),
        (wrapped({**ALLOW, "Resource": 1}), "text or a list of texts"),
        (wrapped({**ALLOW, "Action": "GetObject"}), "prefaced by a vendor"),
        (wrapped({**ALLOW, "Principal": "*"}), "should not specify a principal"),
        (wrapped({**ALLOW, "Condition": {"Nonsense": {"a": "b"}}}), "Invalid Condition type"),
    ],
)
def test_bad_identity_policies(document, complaint):
    with pytest.raises(PolicyError, match=complaint):
        parse(document, Kind.IDENTITY)


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (wrapped({**TRUST, "Resource": "*"}), "prohibited field Resource"),
        (wrapped(without(TRUST, "Principal")), "Missing required field Principal"),
        (wrapped({**TRUST, "Principal": {"Robot": "x"}}), "Invalid principal"),
        (wrapped({**TRUST, "Principal": {}}), "Missing required field Principal"),
    ],
)
def test_bad_trust_policies(document, complaint):
    with pytest.raises(PolicyError, match=complaint):
        parse(document, Kind.TRUST)


@pytest.mark.parametrize(
    "principal", ["*", {"AWS": "*"}, {"AWS": ["a", "b"]}, {"Federated": "x"}, {"Service": ["a"]}]
)
def test_good_trust_policies(principal):
    assert parse(wrapped({**TRUST, "Principal": principal}), Kind.TRUST).statements
