"""The tokenizer without a vocabulary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pluto_py.local.textgen import tokens

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_every_text_comes_back(text: str) -> None:
    assert tokens.decode(tokens.encode(text)) == text


@given(TEXT)
def test_ids_fit_32_bits_and_stand_for_one_piece_each(text: str) -> None:
    ids = tokens.encode(text)
    assert all(0 < each < 2**32 for each in ids)
    assert [tokens.decode([each]) for each in ids] == tokens.pieces(text)


def test_tokens_are_about_as_fine_as_a_language_models() -> None:
    prose = "The quick brown fox jumps over the lazy dog, and nobody minds that it does so every day." * 10
    assert 2.5 < len(prose) / len(tokens.encode(prose)) < 5


def test_a_space_belongs_to_the_word_after_it() -> None:
    assert tokens.pieces("so it is") == ["so", " it", " is"]


def test_markers_are_tokens_of_their_own_wherever_they_stand() -> None:
    assert tokens.encode("!!</s>") == [*tokens.encode("!!"), tokens.EOS]
    assert tokens.encode("<s>a</s>") == [tokens.BOS, *tokens.encode("a"), tokens.EOS]


def test_an_id_that_is_no_token_is_refused() -> None:
    with pytest.raises(ValueError, match="no such token: 7"):
        tokens.decode([7])
