"""The lowered form: what the interpreter reads instead of a syntax tree.

A module is parsed once and turned into plain nested tuples, so that `marshal` can store and load it in one
go and nothing of the parser is needed when every module is cached. Each node is `(tag, at, …)`; `at` is the
0-based offset in characters of the node's first token, from which a position is computed only when somebody
wants to see it.

Expressions
    (const, at, value)                       None, bool, int, float, complex, str, bytes, Ellipsis (name, at,
    identifier) (attribute, at, value, name) (subscript, at, value, index) (slice, at, lower?, upper?, step?)
    (call, at, callee, positional, keywords) positional: nodes, `star` among them; keywords: (name or None
    for **, node) (tuple|list|set, at, items)              items: nodes, `star` among them (dict, at, pairs)
    pairs: (key or None for **, value) (binary, at, operator, left, right)      operator as written: "+",
    "//", … (unary, at, operator, operand)           "-", "+", "~" (not, at, operand) (and|or, at, left,
    right) (compare, at, left, pairs)               pairs: (operator, right); "not in" and "is not" are one
    operator (conditional, at, test, body, orelse) (lambda, at, code) (comprehension, at, kind, element,
    key?, clauses)
                                             kind: list, set, dict; clauses: (target, iterable, conditions);
                                             a generator expression is a call of a lambda that yields
    (walrus, at, name, value)
    (await|yield from|star, at, value)
    (yield, at, value?)
    (fstring, at, parts)                     parts: str, or (node, conversion?, spec parts?)

Statements
    (expression, at, value)                  (assign, at, targets, value)
    (annotated, at, target, value?, annotation?)
    (augmented, at, target, operator, value) (delete, at, targets)
    (return, at, value?)                     (raise, at, exception?, cause?)
    (assert, at, test, message?)             (break, at) (continue, at)
    (import, at, aliases)                    aliases: (dotted name, bound name or None, at)
    (from, at, level, module?, aliases)      aliases as above; the name "*" for a star import
    (if|while, at, test, body, orelse)       (for, at, target, iterable, body, orelse)
    (with, at, items, body, asynchronous)    items: (node, target?)
    (try, at, body, handlers, orelse, final) handlers: (type?, name?, body, at)
    (match, at, subject, cases)              cases: (pattern, guard?, body)
    (function, at, code, decorators)
    (class, at, name, bases, keywords, body, decorators)

Patterns
    (value, at, node) (capture, at, name?, pattern?) (sequence, at, items) (rest, at, name?)
    (mapping, at, pairs, rest name?) (class, at, node, patterns, keyword patterns) (either, at, patterns)

Code (of a function or lambda): see `Code`.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

__all__ = [
    "ASYNCHRONOUS",
    "CLOSES_OVER",
    "FORM_VERSION",
    "GENERATOR",
    "KEYWORD_ONLY",
    "LAMBDA",
    "POSITIONAL",
    "POSITIONAL_ONLY",
    "VAR_KEYWORD",
    "VAR_POSITIONAL",
    "Body",
    "LoweredModule",
    "Node",
    "RawCode",
]

FORM_VERSION: Final = 3
"""Raised whenever the layout above changes, so that older cache entries are not read."""

Node: TypeAlias = "tuple[Any, ...]"
Body: TypeAlias = "tuple[Node, ...]"
RawCode: TypeAlias = "tuple[Any, ...]"
"""(name, at, flags, parameters, body, global names, nonlocal names).

`body` is marshalled bytes: a function that is never reached is never loaded. A lambda's is one expression
node. `parameters` are (name, kind, default?, annotation?); an annotation is kept only where it calls
something, because a framework may then run what it names.
"""

ASYNCHRONOUS: Final = 1
GENERATOR: Final = 2
CLOSES_OVER: Final = 4
"""The function defines functions, classes or comprehensions that may outlive its activation."""
LAMBDA: Final = 8

POSITIONAL_ONLY: Final = 0
POSITIONAL: Final = 1
VAR_POSITIONAL: Final = 2
KEYWORD_ONLY: Final = 3
VAR_KEYWORD: Final = 4


class LoweredModule(NamedTuple):
    """One module; `imports` are the (level, module, names) of its import statements at any depth, for prefetching."""

    body: Body
    imports: tuple[tuple[int, str, tuple[str, ...]], ...]
