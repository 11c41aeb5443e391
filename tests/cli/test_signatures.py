"""Example arguments are read from a handler's source and are always accepted by it."""

from __future__ import annotations

import textwrap

import pytest

from deducer.architecture import Position
from pluto_py.cli.signatures import read_signature


@pytest.fixture
def payload(tmp_path):
    """The example for the handler that is marked with `# <-` in `source`, declared on the line marked `# <=`."""

    def read(source):
        source = textwrap.dedent(source)
        (tmp_path / "main.py").write_text(source)
        lines = source.splitlines()

        def at(mark):
            for number, line in enumerate(lines, 1):
                if mark in line:
                    column = line.index("lambda") if "lambda" in line else len(line) - len(line.lstrip())
                    return Position("main.py", number, column + 1)
            return None

        signature = read_signature(tmp_path, at("# <-"), at("# <="))
        return signature and signature.payload()

    return read


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", []),
        ("query", ["query"]),
        ("query: str", ["query"]),
        ("session: str, query: str, limit: int = 3", ["session", "query"]),
        ("count: int, ratio: float, on: bool", [1, 1.0, True]),
        ("items: list[str], options: dict[str, int]", [[], {}]),
        ("count: int | None", [1]),
        ("count: Optional[int]", [1]),
        ("count: 'int'", [1]),
        ("mode: Literal['fast', 'slow']", ["fast"]),
        ("numbers: typing.Sequence[int]", [[]]),
        ("query, /", ["query"]),
        ("*questions: str", []),
        ("query, **options", ["query"]),
        ("query: str, *, limit: int", {"query": "query", "limit": 1}),
        ("*, limit: int = 3", []),
        ("thing: SomeClass", ["thing"]),
    ],
)
def test_only_what_a_call_must_give(payload, parameters, expected):
    assert payload(f"def handler({parameters}): ...  # <-") == expected


def test_async_and_decorated(payload):
    assert payload("@cached\n@retry(3)\nasync def handler(a: int): ...  # <-") == [1]


def test_a_lambda(payload):
    assert payload("Function(lambda a, b=1: a)  # <-") == ["a"]


def test_a_bound_method_has_its_self_already(payload):
    assert payload("class Bot:\n    def chat(self, query: str): ...  # <-") == ["query"]


def test_a_static_method_has_none(payload):
    assert payload("class Bot:\n    @staticmethod\n    def chat(query: str): ...  # <-") == ["query"]


def test_a_nested_function(payload):
    assert payload("def make():\n    def chat(query: str): ...  # <-\n    return chat") == ["query"]


def test_what_a_partial_binds_is_left_out(payload):
    source = """
        def chat(model, session: str, query: str): ...  # <-
        Function(partial(chat, "tiny"), name="chat")  # <=
    """
    assert payload(source) == ["session", "query"]


def test_what_a_partial_binds_by_keyword_makes_the_rest_keywords(payload):
    source = """
        def chat(session: str, model: str, query: str): ...  # <-
        Function(functools.partial(chat, model="tiny"))  # <=
    """
    assert payload(source) == {"session": "session", "query": "query"}


@pytest.mark.parametrize(
    ("body", "streams"),
    [
        ("yield 1", True),
        ("yield from []", True),
        ("return 1", False),
        ("def inner():\n        yield 1", False),
    ],
)
def test_a_generator_streams(tmp_path, body, streams):
    (tmp_path / "main.py").write_text(f"def handler():\n    {body}\n")
    assert read_signature(tmp_path, Position("main.py", 1, 1)).streams is streams


def test_nothing_where_there_is_no_handler(tmp_path):
    (tmp_path / "main.py").write_text("x = 1\n")
    assert read_signature(tmp_path, Position("main.py", 1, 1)) is None
    assert read_signature(tmp_path, Position("gone.py", 1, 1)) is None
