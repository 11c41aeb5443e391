"""The architecture's JSON is exactly what the standard library would write."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from deducer.rendering import render

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_same_bytes_as_the_standard_encoder(value: object) -> None:
    assert render(value) == json.dumps(value, indent=2, ensure_ascii=False)
