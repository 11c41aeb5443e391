"""The abstract interpreter: what each statement and expression does to a `Machine`.

The modules below register their part in the tables of `dispatch`; importing this package fills them.
"""

from __future__ import annotations

from deducer.interpreter import (
    arithmetic,
    attributes,
    branches,
    calls,
    classes,
    comparisons,
    comprehensions,
    contexts,
    deferred,
    definitions,
    displays,
    exceptions,
    expressions,
    importing,
    instances,
    iteration,
    loops,
    matching,
    members,
    statements,
    strings,
    subscripts,
)

__all__: list[str] = []

_PARTS = (
    arithmetic, attributes, branches, calls, classes, comparisons, comprehensions, contexts,
    deferred, definitions, displays, exceptions,
    expressions, importing, instances, iteration, loops, matching, members, statements, strings, subscripts,
)  # fmt: skip
