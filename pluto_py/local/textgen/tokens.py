"""A tokenizer without a vocabulary: reversible, deterministic, about as fine as a language model's.

A token is a special marker, or an optional leading space with one to four ASCII characters of one class
(letters, digits, punctuation, blanks), or one character beyond ASCII. Its id packs those characters, so that
`decode(encode(text)) == text` for every text and no table is needed. Ids fit 31 bits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["BOS", "EOS", "decode", "encode", "pieces"]

BOS, EOS = 1, 2
_SPECIAL = {BOS: "<s>", EOS: "</s>"}
_SPECIAL_IDS = {text: token for token, text in _SPECIAL.items()}

_PIECE = re.compile(
    r"</?s>"
    r"| ?(?:[A-Za-z]{1,4}|[0-9]{1,4}|(?:(?!</?s>)[!-/:-@\[-`{-~]){1,4})"
    r"|[\x00-\x20\x7f]{1,4}"
    r"|[^\x00-\x7f]",
)
# A packed piece is 1, then seven bits a character, then one bit for the leading space: at most 1 + 28 + 1
# bits. The smallest is 0b1_0000000_0 = 256, so ids below that are free for markers.
_BEYOND_ASCII = 1 << 30


def pieces(text: str) -> list[str]:
    """The texts of the tokens of `text`; joined they give it back."""
    return _PIECE.findall(text)


def encode(text: str) -> list[int]:
    """The ids of the tokens of `text`."""
    return [_pack(piece) for piece in pieces(text)]


def decode(ids: Iterable[int]) -> str:
    """The text of tokens.

    Raises:
        ValueError: an id that `encode` never makes.
    """
    return "".join(map(_unpack, ids))


def _pack(piece: str) -> int:
    marker = _SPECIAL_IDS.get(piece)
    if marker is not None:
        return marker
    if ord(piece[0]) > 0x7F:
        return _BEYOND_ASCII | ord(piece)
    spaced = len(piece) > 1 and piece[0] == " " and piece[1] > " " and piece[1] != "\x7f"
    packed = 1
    for character in piece[spaced:]:
        packed = packed << 7 | ord(character)
    return packed << 1 | spaced


def _unpack(token: int) -> str:
    if token in _SPECIAL:
        return _SPECIAL[token]
    if token >= _BEYOND_ASCII:
        return chr(token & ~_BEYOND_ASCII)
    if token < 256:
        raise ValueError(f"no such token: {token}")
    packed, characters = token >> 1, []
    while packed > 1:
        characters.append(chr(packed & 0x7F))
        packed >>= 7
    return (" " if token & 1 else "") + "".join(reversed(characters))
