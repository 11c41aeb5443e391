"""How the value of a request member names a resource, where it is not simply the name in the ARN.

Each reading follows the documentation of the member in the service's API reference. A reading gives pieces:
one per resource that the value can mean; none where the value means no resource of the type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deducer.aws.sources import find
from deducer.aws.texts import UNKNOWN, Argument, Arguments, Text, text_of

__all__ = ["DEFAULTS", "Piece", "read"]


@dataclass(frozen=True)
class Piece:
    """One value of an ARN's variable; `account` and `region`, where the value says them itself.

    `beginning` and `ending` are wildcards around the text that take nothing from its exactness: they stand
    for what AWS puts there.
    """

    text: Text
    account: str | None = None
    region: str | None = None
    beginning: str = ""
    ending: str = ""


Pieces = tuple[Piece, ...]

# What is meant where the member is not given.
DEFAULTS = {"bus": Text(("default",))}

_PROFILE = re.compile(r"^(?:us|us-gov|eu|apac|jp|au|ca|sa|me|af|global)\.(?=[a-z])")
_PARTIAL_FUNCTION = re.compile(r"^(?P<account>\d{12}):(?:function:)?(?P<name>.+)$")
_QUEUE_URL = re.compile(r"^https?://[^/]+/(?P<account>\d{12})/")
_TABLE = re.compile(r"\b(?:from|into|update)\s+\"?([\w.-]+)\"?", re.IGNORECASE)
_KEY_ID = re.compile(r"^(?:mrk-)?[0-9a-f-]{32,36}$")


def read(reading: str, value: Argument, arguments: Arguments) -> Pieces:
    """The pieces that a value stands for."""
    if reading in _STRUCTURED:
        return _STRUCTURED[reading](value)
    text = text_of(value)
    if text is None:
        return ()
    if reading not in _READINGS:
        return (Piece(text),)
    return _READINGS[reading](text, arguments)


def _lower(text: Text, _: Arguments) -> Pieces:
    """SageMaker and RDS compare names in lower case, and their ARNs have them so."""
    return (Piece(text if _is_arn(text) else text.lower()),)


def _queue(text: Text, _: Arguments) -> Pieces:
    """A queue's URL ends in its name, after its account."""
    match = _QUEUE_URL.match(text.start)
    return (Piece(text.after_last("/"), match["account"] if match else None),)


def _function(text: Text, arguments: Arguments) -> Pieces:
    """A name, `name:alias`, a partial ARN `account:function:name`, or an ARN; the alias may be `Qualifier`."""
    match = _PARTIAL_FUNCTION.match(text.known or "")
    account = match["account"] if match else None
    name = Text((match["name"],)) if match else text
    qualifiers = find("Qualifier", arguments)
    named = tuple(t for t in map(text_of, qualifiers.values) if t is not None)
    if named:
        return tuple(Piece(name + ":" + qualifier, account) for qualifier in named)
    if qualifiers.maybe:
        return Piece(name, account), Piece(name + ":" + Text((UNKNOWN,)), account)
    return (Piece(name, account),)


def _secret(text: Text, _: Arguments) -> Pieces:
    """A secret's ARN ends in six characters of AWS's choice; a name or a partial ARN is given without them."""
    if text.holes and not text.start:
        return (Piece(text),)
    suffixed = Piece(text + "-", ending="??????")
    return (Piece(text), suffixed) if _is_arn(text) else (suffixed,)


def _key(text: Text, _: Arguments) -> Pieces:
    """A key's id or ARN; an alias does not say which key it stands for."""
    if text.known is not None and (_KEY_ID.match(text.known) or (_is_arn(text) and ":key/" in text.known)):
        return (Piece(text),)
    if text.known is None and "alias/" not in text.start:
        return (Piece(text),)
    return (Piece(Text((UNKNOWN,))),)


def _parameter(text: Text, _: Arguments) -> Pieces:
    """A parameter's ARN has no leading slash, and neither the version nor the label that follow a colon."""
    if _is_arn(text):
        return (Piece(text),)
    return (Piece(text.without_start("/").split_first(":")[0]),)


def _parameters(text: Text, arguments: Arguments) -> Pieces:
    """A path, and everything below it."""
    (piece,) = _parameter(text, arguments)
    if not piece.text.parts:
        return (Piece(Text(()), ending="*"),)
    return piece, Piece(piece.text + "/", ending="*")


def _bus(text: Text, _: Arguments) -> Pieces:
    return (Piece(text),)


def _path(text: Text, _: Arguments) -> Pieces:
    """Requests name IAM's objects without their path; ARNs have it."""
    if text.holes and not text.start:
        return (Piece(text),)
    return (Piece(text), Piece(text, beginning="*/"))


def _group(text: Text, _: Arguments) -> Pieces:
    """Actions on a log group are checked against its ARN, some with `:*` at its end."""
    return Piece(text), Piece(text + ":", ending="*")


def _model(text: Text, _: Arguments) -> Pieces:
    """A foundation model; a cross-region profile sends the request to that model in any of its regions."""
    if _is_arn(text):
        return (Piece(text),) if ":foundation-model/" in text.start else ()
    match = _PROFILE.match(text.start)
    if match:
        return (Piece(text.without_start(match[0]), region="*"),)
    return (Piece(text),)


def _profile(text: Text, _: Arguments) -> Pieces:
    if _is_arn(text):
        return (Piece(text),) if ":inference-profile/" in text.start else ()
    return (Piece(text),) if text.start == "" or _PROFILE.match(text.start) else ()


def _only_arn(text: Text, _: Arguments) -> Pieces:
    """A value that can only be this type's ARN."""
    return (Piece(text),) if _is_arn(text) or text.start == "" else ()


def _partiql(text: Text, _: Arguments) -> Pieces:
    """The table of a PartiQL statement."""
    match = _TABLE.search(text.known or "")
    return (Piece(Text((match[1].partition(".")[0],)) if match else Text((UNKNOWN,))),)


def _verb(text: Text, verb: str) -> Pieces:
    start = text.start.lstrip().lower()
    if not start and text.holes:
        return (Piece(Text((UNKNOWN,))),)
    return (Piece(text),) if start.startswith(verb) else ()


def _copied_bucket(value: Argument) -> Pieces:
    """`CopySource` is `bucket/key`, or a map of `Bucket`, `Key` and `VersionId`."""
    if isinstance(value, Mapping):
        return read("", value.get("Bucket", UNKNOWN), Arguments({}))
    text = text_of(value)
    return (Piece(text.without_start("/").split_first("/")[0]),) if text else ()


def _copied_key(value: Argument) -> Pieces:
    if isinstance(value, Mapping):
        return read("", value.get("Key", UNKNOWN), Arguments({}))
    text = text_of(value)
    if text is None:
        return ()
    key = text.without_start("/").split_first("/")[1]
    return (Piece(key.split_first("?versionId=")[0] if key else Text((UNKNOWN,))),)


def _copied_version(value: Argument) -> Pieces:
    if isinstance(value, Mapping):
        return read("", value.get("VersionId"), Arguments({}))
    text = text_of(value)
    if text is None or (text.is_known and "?versionId=" not in text.start):
        return ()
    return (Piece(Text((UNKNOWN,))),)


def _is_arn(text: Text) -> bool:
    return text.start.startswith("arn:")


_READINGS: Mapping[str, Callable[[Text, Arguments], Pieces]] = {
    "bus": _bus,
    "delete": lambda text, _: _verb(text, "delete"),
    "function": _function,
    "group": _group,
    "insert": lambda text, _: _verb(text, "insert"),
    "key": _key,
    "lower": _lower,
    "model": _model,
    "only_arn": _only_arn,
    "parameter": _parameter,
    "parameters": _parameters,
    "partiql": _partiql,
    "path": _path,
    "profile": _profile,
    "queue": _queue,
    "secret": _secret,
    "select": lambda text, _: _verb(text, "select"),
    "update": lambda text, _: _verb(text, "update"),
}
_STRUCTURED: Mapping[str, Callable[[Argument], Pieces]] = {
    "copied_bucket": _copied_bucket,
    "copied_key": _copied_key,
    "copied_version": _copied_version,
}
