"""How code uses the SDK, one step at a time.

What a name is, what reading an attribute and calling a method give. Each step gives the value that comes out and,
where AWS is called, the verdict on that call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from deducer.aws import resource_calls
from deducer.aws.arns import Place
from deducer.aws.client_calls import call_client, calls_of_client, client_attribute
from deducer.aws.objects import (
    BatchWriter,
    Client,
    Collection,
    Data,
    Meta,
    Method,
    Paginator,
    ResourceObject,
    SdkObject,
    Session,
    SessionClass,
    Waiter,
)
from deducer.aws.resource_classes import SERVICE_RESOURCE
from deducer.aws.services import closest, service, service_names
from deducer.aws.steps import Step
from deducer.aws.texts import Arguments, Text, text_of
from deducer.aws.verdicts import Undecided, UnknownMethod, UnknownService

__all__ = ["SDK_MODULES", "attribute", "call", "client_calls", "enter", "iterate", "named"]

# Top-level modules of the SDK and of its asynchronous twins, which have the same surface.
SDK_MODULES = frozenset({"boto3", "botocore", "aioboto3", "aiobotocore"})

_NAMES: dict[str, SdkObject] = {
    "boto3": Session(),
    "boto3.client": Method(Session(), "client"),
    "boto3.resource": Method(Session(), "resource"),
    "boto3.setup_default_session": SessionClass(),
    "boto3.Session": SessionClass(),
    "boto3.session.Session": SessionClass(),
    "botocore.session.Session": SessionClass(),
    "botocore.session.get_session": SessionClass(),
    "aioboto3.Session": SessionClass(),
    "aioboto3.session.Session": SessionClass(),
    "aioboto3.client": Method(Session(), "client"),
    "aioboto3.resource": Method(Session(), "resource"),
    "aiobotocore.session.AioSession": SessionClass(),
    "aiobotocore.session.get_session": SessionClass(),
}


def named(dotted: str) -> SdkObject | None:
    """What a dotted name of the SDK is: `boto3.client`, `boto3.session.Session`; `None` for its other names."""
    return _NAMES.get(dotted)


@singledispatch
def attribute(receiver: SdkObject, name: str, place: Place) -> Step:
    """Read an attribute. A method comes out as `Method`, which `call` takes."""
    return Step(Data())


@attribute.register
def _(receiver: Session, name: str, place: Place) -> Step:
    # The module `boto3` is a session itself: its default one.
    if name in {"Session", "get_session", "setup_default_session"}:
        return Step(SessionClass())
    return Step(receiver if name == "session" else Method(receiver, name))


@attribute.register
def _(receiver: Client, name: str, place: Place) -> Step:
    return client_attribute(receiver, name)


@attribute.register(Paginator)
@attribute.register(Waiter)
@attribute.register(Collection)
@attribute.register(BatchWriter)
def _(receiver: SdkObject, name: str, place: Place) -> Step:
    return Step(Method(receiver, name))


@attribute.register
def _(receiver: ResourceObject, name: str, place: Place) -> Step:
    return resource_calls.attribute(receiver, name, place)


@attribute.register
def _(receiver: Meta, name: str, place: Place) -> Step:
    return Step(receiver.client if name == "client" else Data())


def call(callee: SdkObject, arguments: Arguments, place: Place) -> Step:
    """Call a method that `attribute` or `named` gave."""
    if isinstance(callee, SessionClass):
        given = arguments.naming(
            ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region_name")
        )
        return Step(Session(_region(given)))
    if not isinstance(callee, Method):
        return Step(Data())
    receiver, name = callee.receiver, callee.name
    if isinstance(receiver, Session):
        return _make(receiver, name, arguments)
    if isinstance(receiver, Client):
        return call_client(receiver, name, arguments, place)
    if isinstance(receiver, (Paginator, Waiter)):
        wanted = "paginate" if isinstance(receiver, Paginator) else "wait"
        if name != wanted:
            kind = type(receiver).__name__.lower()
            return Step(Data(), UnknownMethod(f"a {kind} of {receiver.client.service}", name, wanted))
        return call_client(receiver.client, receiver.method, arguments, place)
    if isinstance(receiver, Collection):
        return resource_calls.call_collection(receiver, name, arguments, place)
    if isinstance(receiver, ResourceObject):
        return resource_calls.call(receiver, name, arguments, place)
    return Step(Data())


def client_calls(callee: SdkObject, arguments: Arguments) -> tuple[tuple[str, str, Arguments], ...]:
    """The calls of client methods that a call comes down to, as `(service, method, arguments)`.

    `table.put_item(Item=…)` is `put_item` of `dynamodb` with the table's name; making a client is none.
    """
    if not isinstance(callee, Method):
        return ()
    receiver, name = callee.receiver, callee.name
    if isinstance(receiver, Client):
        return calls_of_client(receiver, name, arguments)
    if isinstance(receiver, (Paginator, Waiter)):
        return calls_of_client(receiver.client, receiver.method, arguments)
    if isinstance(receiver, Collection):
        return resource_calls.calls_of_collection(receiver, name, arguments)
    if isinstance(receiver, ResourceObject):
        return resource_calls.calls_of(receiver, name, arguments)
    return ()


def enter(value: SdkObject) -> SdkObject:
    """What `with value as …` and `async with` bind."""
    return value


def iterate(value: SdkObject, place: Place) -> Step:
    """One element of a collection; data of anything else."""
    if isinstance(value, Collection):
        return resource_calls.iterate(value, place)
    return Step(Data())


def _make(session: Session, name: str, arguments: Arguments) -> Step:
    made = _MAKERS.get(name)
    if made is None:
        return Step(Data())  # get_credentials, region_name, available_profiles, …: no call of a service
    given = arguments.naming(("service_name", "region_name"))
    wanted = text_of(given.named.get("service_name"))
    if wanted is None or wanted.known is None:
        return Step(Data(), Undecided("the name of the AWS service"))
    if service(wanted.known) is None:
        return Step(Data(), UnknownService(wanted.known, closest(wanted.known, service_names())))
    return made(Client(wanted.known, _region(given) or session.region))


def _client(client: Client) -> Step:
    return Step(client)


def _resource(client: Client) -> Step:
    found = service(client.service)
    if found is None or not found.resource_data:
        return Step(Data(), UnknownMethod("boto3", f"resource({client.service!r})", None))
    return Step(ResourceObject(client, SERVICE_RESOURCE))


_MAKERS: dict[str, Callable[[Client], Step]] = {
    "client": _client,
    "create_client": _client,
    "resource": _resource,
}


def _region(given: Arguments) -> Text | None:
    return text_of(given.named.get("region_name"))
