"""What one AWS resource type is: its properties, and how an object of it is made, read, changed and removed.

Another type is one subclass in the file of its service, registered with `@register`. The subclass says what
is particular; `AwsProvider` does what all types share: names, unknown keys, tags, differences, defaults,
adoption of what an interrupted deployment left behind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from pluto_py.engines.aws_provider.clients import Clients, is_error
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.properties.values import Properties, Value
from pluto_py.engines.provider import CheckFailure

__all__ = ["Handler", "Property", "from_api", "handlers", "register", "to_api"]


@dataclass(frozen=True)
class Property:
    """One input of a resource type.

    Attributes:
        force_new: AWS cannot change it: a change replaces the object.
        required: an error if absent.
        default: what AWS takes if it is absent; shown in the outputs.
        fields: the inputs of a nested object, or of each object of a list; None for plain values and free
            maps.
        one_of: the values that AWS accepts, if it names them.
        json: text that holds JSON, where spaces and the order of keys mean nothing.
    """

    force_new: bool = False
    required: bool = False
    default: Value = None
    fields: Mapping[str, Property] | None = None
    one_of: tuple[str, ...] = ()
    json: bool = False


class Handler(ABC):
    """One resource type. An instance belongs to one configured provider and is used by several threads."""

    token: ClassVar[str]
    properties: ClassVar[Mapping[str, Property]]
    naming: ClassVar[Naming | None] = None
    # Outputs that an update gives a new value: unknown in a preview.
    volatile: ClassVar[frozenset[str]] = frozenset()
    # Error codes by which AWS says that the object is not there, and that it is there already.
    missing: ClassVar[tuple[str, ...]] = ("ResourceNotFoundException",)
    conflict: ClassVar[tuple[str, ...]] = ("ResourceConflictException",)
    # True for an object that exists only within another one of ours, so that what has its name is ours as
    # well.
    subordinate: ClassVar[bool] = False

    def __init__(self, clients: Clients):
        self.clients = clients

    def check(self, inputs: Properties) -> list[CheckFailure]:
        """Rules between properties, beyond what `properties` declares."""
        del inputs
        return []

    @abstractmethod
    def identify(self, inputs: Properties) -> str | None:
        """The id that an object with these inputs has, if that is known before it exists."""

    @abstractmethod
    def create(self, inputs: Properties, timeout: float) -> str:
        """Make the object and wait until it can be used; returns its id."""

    @abstractmethod
    def read(self, identity: str) -> Properties | None:
        """All properties of the object as they are, by their Pulumi names; None if it is gone.

        A property that AWS does not tell (a function's code) is left out.
        """

    @abstractmethod
    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        """Change in place whatever differs between `olds` and `news`."""

    @abstractmethod
    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        """Remove the object; the caller takes errors in `missing` for success."""

    def is_missing(self, error: Exception) -> bool:
        """True if AWS says by this error that the object is not there."""
        return is_error(error, *self.missing)

    def is_conflict(self, error: Exception) -> bool:
        """True if AWS says by this error that an object of that name is there already."""
        return is_error(error, *self.conflict)


_handlers: dict[str, type[Handler]] = {}
_Type = TypeVar("_Type", bound=type[Handler])


def register(handler: _Type) -> _Type:
    """Make a resource type known to the provider (a class decorator)."""
    _handlers[handler.token] = handler
    return handler


def handlers() -> Mapping[str, type[Handler]]:
    """The known resource types by their tokens."""
    return _handlers


@dataclass(frozen=True)
class Renames:
    """Where AWS's name for a field is not Pulumi's with a capital first letter."""

    to_aws: Mapping[str, str] = field(default_factory=dict)

    @property
    def to_pulumi(self) -> Mapping[str, str]:
        return {theirs: ours for ours, theirs in self.to_aws.items()}


NO_RENAMES = Renames()


def to_api(value: Value, renames: Renames = NO_RENAMES, *, verbatim: frozenset[str] = frozenset()) -> Any:
    """A Pulumi object as AWS's API wants it: names with a capital, absent values left out.

    Args:
        value: an object, a list, or a plain value.
        renames: the exceptions among names.
        verbatim: properties (by Pulumi's name) that hold a map with keys of the user's own.
    """
    if isinstance(value, dict):
        return {
            renames.to_aws.get(key, key[0].upper() + key[1:]): item
            if key in verbatim
            else to_api(item, renames, verbatim=verbatim)
            for key, item in value.items()
            if item is not None
        }
    return [to_api(item, renames, verbatim=verbatim) for item in value] if isinstance(value, list) else value


def from_api(value: Any, renames: Renames = NO_RENAMES, *, verbatim: frozenset[str] = frozenset()) -> Value:
    """The reverse of `to_api`."""
    if isinstance(value, dict):
        converted = {}
        for key, item in value.items():
            name = renames.to_pulumi.get(key, key[0].lower() + key[1:])
            converted[name] = item if name in verbatim else from_api(item, renames, verbatim=verbatim)
        return converted
    return (
        [from_api(item, renames, verbatim=verbatim) for item in value] if isinstance(value, list) else value
    )
