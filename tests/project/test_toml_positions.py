"""A key's place is right whatever the TOML around it looks like."""

from __future__ import annotations

import pytest

from pluto_py.project.toml_positions import locate

DOCUMENT = '''\
# [not.a.table]
top = 1
"quoted key" = [ # ] not the end
  "x = 1",
  { inline = "]" },
]

[a.b]
text = """
[c]
fake = 1
\\""" still
"""
literal = \'\'\'
[d]
\'\'\'
dotted.key = true

  [ a . "b c" ]
  indented = "x # not a comment"
[[list]]
item = 1
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("top",), (2, 1)),
        (("quoted key",), (3, 1)),
        (("a", "b"), (8, 2)),
        (("a", "b", "text"), (9, 1)),
        (("a", "b", "literal"), (14, 1)),
        (("a", "b", "dotted", "key"), (17, 1)),
        (("a", "b c", "indented"), (20, 3)),
        (("list", "item"), (22, 1)),
    ],
)
def test_keys_and_tables(path, place):
    assert locate(DOCUMENT, path) == place


@pytest.mark.parametrize("path", [("c",), ("fake",), ("d",), ("not",)])
def test_what_looks_like_a_key_inside_a_string_or_comment_is_none(path):
    assert locate(DOCUMENT, path) is None


def test_a_key_that_is_not_written_out_has_its_tables_place():
    assert locate(DOCUMENT, ("a", "b", "missing")) == (8, 2)
    assert locate("x = { y = 1 }\n", ("x", "y")) == (1, 1)
