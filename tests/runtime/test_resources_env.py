"""What a function knows of its resources."""

from __future__ import annotations

import pytest

from pluto_py.errors import PlutoError
from pluto_py.runtime.resources_env import NotGrantedError, OutsideFunctionError, lookup


def test_a_granted_resource_has_its_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUTO_RESOURCES", '{"KVStore/history":{"aws_table_name":"t-1"}}')
    assert lookup("KVStore", "history")["aws_table_name"] == "t-1"


def test_a_resource_that_was_not_granted_is_refused_with_the_functions_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLUTO_RESOURCES", "{}")
    monkeypatch.setenv("PLUTO_FUNCTION", "chatbot")
    with pytest.raises(NotGrantedError, match="'chatbot' has no access to KVStore 'history'") as caught:
        lookup("KVStore", "history")
    assert "Deduction did not see" in str(caught.value)


def test_outside_a_function_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUTO_RESOURCES", raising=False)
    with pytest.raises(OutsideFunctionError, match="outside a deployed function"):
        lookup("KVStore", "history")


@pytest.mark.parametrize("value", ["", "[]", '{"a": 1}'])
def test_a_malformed_variable_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PLUTO_RESOURCES", value)
    with pytest.raises(PlutoError, match="PLUTO_RESOURCES is malformed"):
        lookup("KVStore", "history")
