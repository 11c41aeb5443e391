"""The query protocol's forms, held against what botocore writes."""

from __future__ import annotations

from urllib.parse import urlencode

import botocore.session
from botocore.serialize import create_serializer
from hypothesis import given
from hypothesis import strategies as st

from pluto_py.local.gateway.query import parse

MODEL = botocore.session.get_session().get_service_model("iam")
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)


def form(operation, parameters):
    request = create_serializer("query", include_validation=False).serialize_to_request(
        parameters, MODEL.operation_model(operation)
    )
    return urlencode(request["body"]).encode()


@given(
    name=words, tags=st.lists(st.fixed_dictionaries({"Key": words, "Value": words}), min_size=1, max_size=12)
)
def test_lists_of_structures_come_back(name, tags):
    found = parse(form("TagRole", {"RoleName": name, "Tags": tags}))
    assert found == {"Action": "TagRole", "Version": "2010-05-08", "RoleName": name, "Tags": tags}


@given(keys=st.lists(words, min_size=1, max_size=12))
def test_lists_of_texts_come_back_in_order(keys):
    assert parse(form("UntagRole", {"RoleName": "r", "TagKeys": keys}))["TagKeys"] == keys


def test_nested_structures_come_back():
    entries = [{"ContextKeyName": "aws:username", "ContextKeyValues": ["a", "b"], "ContextKeyType": "string"}]
    found = parse(form("SimulateCustomPolicy", {"PolicyInputList": ["{}"], "ActionNames": ["s3:*"],
                                                "ContextEntries": entries}))  # fmt: skip
    assert found["ContextEntries"] == entries


def test_maps_come_back():
    assert parse(b"Attributes.entry.1.key=a&Attributes.entry.1.value=1&Attributes.entry.2.key=b") == {
        "Attributes": {"a": "1", "b": None}
    }


def test_a_form_that_contradicts_itself_is_no_crash():
    assert parse(b"A=1&A.member.1=2&B.member.x=1&C.member=3") == {"A": ["2"], "B": {"x": "1"}, "C": "3"}


def test_bytes_that_are_not_utf8_are_no_crash():
    assert parse(b"Action=\xff\xfe")["Action"]
