"""Standard-library functions that only compute: on known values really, else their result is data."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from deducer.foreign.holding import held_values
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.static import NotStatic, lift, plain, plain_values, variables_of
from deducer.models.registry import attribute, model
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import FALSE, unknown
from deducer.values.base import Values
from deducer.values.resources import ResourceProperty

__all__: list[str] = []

_COMPUTED = [
    "os.path.join",
    "os.path.basename",
    "os.path.dirname",
    "os.path.splitext",
    "os.path.normpath",
    "os.path.split",
    "posixpath.join",
    "posixpath.basename",
    "posixpath.dirname",
    "posixpath.splitext",
    "json.dumps",
    "json.loads",
    "math.ceil",
    "math.floor",
    "math.sqrt",
    "math.log",
    "math.log2",
    "math.log10",
    "math.trunc",
    "textwrap.dedent",
    "base64.b64encode",
    "base64.b64decode",
    "base64.urlsafe_b64encode",
    "urllib.parse.quote",
    "urllib.parse.unquote",
    "urllib.parse.urljoin",
    "urllib.parse.urlencode",
    "urllib.parse.quote_plus",
    "zlib.crc32",
    "binascii.hexlify",
    "html.escape",
    "shlex.quote",
    "shlex.split",
    "string.capwords",
    "operator.index",
]
"""Pure functions that are run here when all arguments are known; none touches a file, a clock or a network."""


def _computed(path: str) -> None:
    module_name, _, name = path.rpartition(".")

    @model(path)
    def rule(m: Machine, arguments: Arguments, node: Node) -> Values | None:
        try:
            if not arguments.is_exact:
                raise NotStatic("called with arguments of unknown number")
            positional = plain_values(arguments.positional)
            keywords = {key: plain(values) for key, values in arguments.keywords.items()}
            value = getattr(importlib.import_module(module_name), name)(*positional, **keywords)
        except NotStatic as error:
            return _data(m, arguments, error, node)
        except Exception as error:  # whatever the app's own values raise, its run would raise too
            m.hazards += 1
            return unknown(f"not computable: {type(error).__name__}: {error}", m.place(node))
        return lift(m, value, variables_of(arguments.all()))


def _data(m: Machine, arguments: Arguments, error: NotStatic, node: Node) -> Values | None:
    """The result as data; None where an argument could be called."""
    m.hazards += 1
    given = arguments.all()
    if any(not isinstance(value, ResourceProperty) for value in held_values(given)):
        return None
    return unknown(error.reason, error.place or m.place(node), held_values(given))


for _path in _COMPUTED:
    _computed(_path)


def _fixed(path: str, value: Any) -> None:
    @attribute(path)
    def rule(m: Machine, node: Node) -> Values:
        return lift(m, value)


_fixed("sys.version_info", tuple(sys.version_info[:3]))
_fixed("sys.maxsize", sys.maxsize)
_fixed("sys.platform", "linux")
_fixed("os.sep", "/")
_fixed("os.name", "posix")
_fixed("string.ascii_lowercase", "abcdefghijklmnopqrstuvwxyz")
_fixed("string.ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_fixed("string.digits", "0123456789")
_fixed("math.pi", 3.141592653589793)


@attribute("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING")
def _type_checking(m: Machine, node: Node) -> Values:
    return FALSE
