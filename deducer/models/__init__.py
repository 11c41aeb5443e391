"""What the built-ins and the standard library do, where doing nothing special would lose precision or soundness.

The modules below register their part in the tables of `registry`; `load` fills them.
"""

from __future__ import annotations

__all__ = ["load"]


def load() -> None:
    """Fill the tables. The models use the interpreter, which uses the tables: so not at import."""
    from deducer.models import (  # noqa: F401  # imported for what they register
        algorithms,
        builtin,
        cells,
        classes,
        concurrency,
        constructors,
        data,
        environment,
        exceptions,
        exit_stacks,
        formatting,
        functional,
        generators,
        iterators,
        itertools_models,
        mappings,
        operators,
        reflection,
        sequences,
        singledispatch,
        texts,
    )
