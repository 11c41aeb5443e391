"""A place in source code is shown with its line, and the caret stands under the column."""

from __future__ import annotations

from deducer.architecture import Position
from pluto_py.cli.frames import code_frame, parse_position
from pluto_py.cli.terminal import Style

PLAIN = Style()


def frame(tmp_path, text, line, column, style=PLAIN):
    (tmp_path / "main.py").write_text(text, encoding="utf-8")
    return code_frame([tmp_path], Position("main.py", line, column), style)


def test_caret_under_the_column(tmp_path):
    assert frame(tmp_path, "a = 1\nb = broken\n", 2, 5) == ["    2 │ b = broken", "      │     ^"]


def test_ascii_where_the_terminal_has_nothing_else(tmp_path):
    assert frame(tmp_path, "x\n", 1, 1, Style(unicode=False)) == ["    1 | x", "      | ^"]


def test_tabs_and_wide_characters_move_the_caret(tmp_path):
    assert frame(tmp_path, "\tx = y\n", 1, 6)[1] == "      │ " + " " * 8 + "^"
    assert frame(tmp_path, "s = '日本' + x\n", 1, 12)[1] == "      │ " + " " * 13 + "^"


def test_a_long_line_is_cut_around_the_caret(tmp_path):
    text = "x" * 300 + "!" + "y" * 300
    line, caret = frame(tmp_path, text, 1, 301)
    assert len(line) < 130
    assert line[caret.index("^")] == "!"


def test_a_line_without_a_column_has_no_caret(tmp_path):
    assert frame(tmp_path, "x = 1\n", 1, 0) == ["    1 │ x = 1"]


def test_control_characters_are_not_sent_to_the_terminal(tmp_path):
    assert "\x1b" not in frame(tmp_path, "x = '\x1b[31m'\n", 1, 1)[0]


def test_nothing_where_there_is_no_such_line(tmp_path):
    assert frame(tmp_path, "x\n", 9, 1) == []
    assert code_frame([tmp_path], Position("gone.py", 1, 1), Style()) == []


def test_positions_are_told_from_other_places():
    assert parse_position("app/main.py:3:5") == Position("app/main.py", 3, 5)
    assert parse_position("/tmp/x.py:3") == Position("/tmp/x.py", 3, 0)
    assert parse_position("pyproject.toml") is None
    assert parse_position("http://127.0.0.1:") is None
