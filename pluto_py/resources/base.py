"""The class that every resource derives from, and how it says what the deducer and the engine must know.

A resource carries its metadata beside its code: what its constructor takes (`parameters`), which AWS actions
a method needs (`@operation`), which values exist only after provisioning (`@resource_property`), and which
methods declare a function (`@declaration`). The
deducer's catalogue is read from there (`pluto_py.resources.entries`), so a method and its grant cannot drift
apart.

Third parties subclass `Resource` in the same way, and name the class in the entry point group
`pluto_py.resources`:

    class Cache(Resource):
        parameters = {"size": whole_number(1, 64, "GB")}
        library_actions = ("elasticache:Connect",)

        def __init__(self, name: str, *, size: int = 1) -> None:
            super().__init__(name, size=size)

        @operation("elasticache:Connect")
        def get(self, key: str) -> str | None: ...

        @resource_property()
        def address(self) -> str:
            return self.provisioned("address")

Constructing a resource checks its arguments and does no I/O. Modules with resources import only the standard
library; boto3 is imported inside calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar, overload

from pluto_py.errors import PlutoError
from pluto_py.resources import checks

__all__ = [
    "ArgumentError",
    "DeclarationMark",
    "Resource",
    "ResourceProperty",
    "declaration",
    "operation",
    "resource_property",
]

Method = TypeVar("Method", bound=Callable[..., Any])
T = TypeVar("T")

OPERATION_ATTRIBUTE = "__pluto_actions__"
DECLARATION_ATTRIBUTE = "__pluto_declaration__"


class ArgumentError(PlutoError, ValueError):
    """A resource was constructed, or an operation called, with a value that it cannot take."""


class Resource:
    """Something declared in code that becomes infrastructure.

    Class attributes (all optional for a subclass):
        kind: the resource type's name in the architecture; the class's own name unless given.
        parameters: a check for each constructor argument after `name`.
        library_actions: the read and write set, granted where the resource's identity is handed to code that
            cannot be read.
        default_name: the name where the app gives none.
        decorator: the class method that is the constructor in decorator form.
        is_function: whether the resource is itself a function with a handler.
    """

    kind: ClassVar[str]
    parameters: ClassVar[Mapping[str, checks.Check]] = {}
    library_actions: ClassVar[tuple[str, ...]] = ()
    default_name: ClassVar[str | None] = None
    decorator: ClassVar[str | None] = None
    is_function: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not hasattr(cls, "kind"):
            cls.kind = cls.__name__

    def __init__(self, name: str, **arguments: Any) -> None:
        self.name = name
        _refuse(self.kind, "name", checks.resource_name(name), name)
        for argument, value in arguments.items():
            _refuse(self.kind, argument, self.parameters[argument](value), value)

    def declare_function(self, method: str, handler: Callable[..., Any], **arguments: Any) -> None:
        """What a method marked with `declaration` does: check its arguments, remember the function.

        Raises:
            ArgumentError: an argument is wrong.
        """
        from pluto_py.runtime import registry

        mark: DeclarationMark = getattr(getattr(type(self), method), DECLARATION_ATTRIBUTE)
        for argument, value in {"handler": handler, **arguments}.items():
            _refuse(f"{self.kind}.{method}", argument, mark.parameters[argument](value), value)
        registry.declare_next(self.name, method, handler, str(mark.trigger))

    def provisioned(self, key: str) -> str:
        """A value that exists since deployment (`"aws_table_name"`), as handed to the running function.

        Raises:
            OutsideFunctionError: this process is not a deployed function.
            NotGrantedError: the function was deployed without access to this resource or this value.
        """
        from pluto_py.runtime import resources_env

        values = resources_env.lookup(self.kind, self.name)
        if key not in values:
            raise resources_env.NotGrantedError(
                f"{self.kind} '{self.name}' has no `{key}` in this function.",
                why="Deduction did not see this function read it when the app was deployed.",
                hint="Deploy again if the code has changed.",
            )
        return values[key]

    def __repr__(self) -> str:
        return f"{self.kind}({self.name!r})"


def _refuse(kind: str, argument: str, problem: str | None, value: Any) -> None:
    if problem:
        raise ArgumentError(f"{kind}: `{argument}` {problem}, not {value!r}.")


def operation(*actions: str) -> Callable[[Method], Method]:
    """Mark a method as a run-time operation that calls exactly these IAM actions on its resource.

    Args:
        actions: full action names, one or more (`"dynamodb:GetItem"`), without wildcards.
    """
    _require_exact(actions)
    if not actions:
        raise TypeError("An operation names at least one IAM action.")

    def mark(method: Method) -> Method:
        setattr(method, OPERATION_ATTRIBUTE, actions)
        return method

    return mark


@dataclass(frozen=True)
class DeclarationMark:
    """What a declaring method says of itself: see `declaration`."""

    trigger: str | None
    parameters: Mapping[str, checks.Check] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)


def declaration(
    trigger: str | None,
    parameters: Mapping[str, checks.Check],
    details: Mapping[str, str] | None = None,
) -> Callable[[Method], Method]:
    """Mark a method that is called at module level and declares something, often a function.

    Args:
        trigger: the `trigger.kind` of the functions that it makes (`"queue"`); None if it makes none.
        parameters: a check for each argument, `checks.handler` for code.
        details: further members of the functions' trigger, the same for every call.

    The method hands its handler to `runtime.registry.declare_next`, which names the function as the
    architecture does.
    """

    def mark(method: Method) -> Method:
        setattr(method, DECLARATION_ATTRIBUTE, DeclarationMark(trigger, parameters, details or {}))
        return method

    return mark


class ResourceProperty(Generic[T]):
    """A read-only attribute whose value exists only after provisioning; reading it grants `actions`.

    `identifies` says whether other code can reach the resource through the value.
    """

    def __init__(self, read: Callable[[Any], T], actions: tuple[str, ...], identifies: bool) -> None:
        self.read = read
        self.actions = actions
        self.identifies = identifies
        self.__doc__ = read.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> ResourceProperty[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> ResourceProperty[T] | T:
        return self if instance is None else self.read(instance)

    def __set__(self, instance: object, value: object) -> None:
        raise AttributeError("A property of a provisioned resource cannot be set.")


def resource_property(
    *actions: str, identifies: bool = True
) -> Callable[[Callable[[Any], T]], ResourceProperty[T]]:
    """Mark a method without arguments as a property.

    Args:
        actions: what reading it grants: the IAM actions of the code that its value is handed to.
        identifies: whether that code can reach the resource through the value. If so, and if the code cannot
            be read, it is granted the resource's `library_actions`.
    """
    _require_exact(actions)
    return lambda read: ResourceProperty(read, actions, identifies)


def _require_exact(actions: tuple[str, ...]) -> None:
    for action in actions:
        service, separator, name = action.partition(":")
        if not (separator and service and name.isalnum()):
            raise TypeError(f"{action!r} is no IAM action: write it in full, as in 'dynamodb:GetItem'.")
