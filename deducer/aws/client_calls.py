"""Methods of clients: those that are operations, those that boto3 adds, and those that call nothing."""

from __future__ import annotations

from dataclasses import replace

from deducer.aws.arns import Place
from deducer.aws.needs import permissions
from deducer.aws.objects import Client, Data, Meta, Method, Paginator, Waiter
from deducer.aws.services import Service, closest, service
from deducer.aws.steps import Step
from deducer.aws.texts import UNKNOWN, Argument, Arguments, Hole, Text, text_of
from deducer.aws.verdicts import Undecided, UnknownMethod, UnknownService, Verdict

__all__ = ["call_client", "calls_of_client", "client_attribute", "verdict_on"]

_SILENT = frozenset(
    {"can_paginate", "close", "waiter_names", "__enter__", "__exit__", "__aenter__", "__aexit__"}
)
_SPECIAL = ("get_paginator", "get_waiter", "generate_presigned_url", "_make_api_call")


def client_attribute(client: Client, name: str) -> Step:
    """Read an attribute of a client."""
    if name == "meta":
        return Step(Meta(client))
    if name == "exceptions":
        return Step(Data())
    return Step(Method(client, name))


def call_client(client: Client, method: str, arguments: Arguments, place: Place) -> Step:
    """Call a method of a client."""
    found = service(client.service)
    if found is None:
        return Step(Data(), UnknownService(client.service, None))
    if method in _SILENT:
        return Step(Data())
    place = at(place, client.region)
    if method == "get_paginator":
        return _paginator(client, found, arguments)
    if method == "get_waiter":
        return _waiter(client, found, arguments)
    if method == "generate_presigned_url":
        return Step(Data(), _presigned(found, arguments, place))
    if method == "_make_api_call":
        return Step(Data(), _api_call(found, arguments, place))
    return Step(Data(), verdict_on(found, method, arguments, place))


def calls_of_client(
    client: Client, method: str, arguments: Arguments
) -> tuple[tuple[str, str, Arguments], ...]:
    """The client methods that a call comes down to; none for those that call nothing."""
    found = service(client.service)
    if found is None or method in {*_SILENT, "get_paginator", "get_waiter"}:
        return ()
    if method in {"generate_presigned_url", "_make_api_call"}:
        names = ("ClientMethod", "Params") if method != "_make_api_call" else ("operation_name", "api_params")
        given = arguments.naming(names)
        meant = _only(given, names[0])
        meant = found.method_of(meant) if meant and method == "_make_api_call" else meant
        return ((client.service, meant, _unpacked(given.named.get(names[1]))),) if meant else ()
    operation = found.operation(method)
    if operation is None:
        return ()
    return ((client.service, method, arguments.naming(operation.positional)),)


def verdict_on(found: Service, method: str, arguments: Arguments, place: Place) -> Verdict:
    """What a method that is an operation, or that boto3 adds, needs."""
    operation = found.operation(method)
    if operation is None:
        return UnknownMethod(
            f"the client of {found.name}", method, closest(method, (*found.methods, *_SPECIAL))
        )
    return permissions(found, operation, arguments.naming(operation.positional), place)


def at(place: Place, region: Text | None) -> Place:
    """The place of a client that was given a region."""
    return place if region is None else replace(place, region=region.known)


def _paginator(client: Client, found: Service, arguments: Arguments) -> Step:
    name = _only(arguments, "operation_name")
    if name is None:
        return Step(Data(), Undecided("the operation of the paginator"))
    if name not in found.pages:
        return Step(
            Data(),
            UnknownMethod(f"get_paginator of {found.name}", name, closest(name, tuple(sorted(found.pages)))),
        )
    return Step(Paginator(client, name))


def _waiter(client: Client, found: Service, arguments: Arguments) -> Step:
    name = _only(arguments, "waiter_name")
    if name is None:
        return Step(Data(), Undecided("the name of the waiter"))
    if name not in found.waiters:
        return Step(
            Data(), UnknownMethod(f"get_waiter of {found.name}", name, closest(name, tuple(found.waiters)))
        )
    return Step(Waiter(client, found.waiters[name]))


def _presigned(found: Service, arguments: Arguments, place: Place) -> Verdict:
    """Whoever holds the URL acts with the permissions of who signed it."""
    given = arguments.naming(("ClientMethod", "Params"))
    name = _only(given, "ClientMethod")
    if name is None:
        return Undecided("the method that the URL is for")
    return verdict_on(found, name, _unpacked(given.named.get("Params")), place)


def _api_call(found: Service, arguments: Arguments, place: Place) -> Verdict:
    given = arguments.naming(("operation_name", "api_params"))
    name = _only(given, "operation_name")
    method = found.method_of(name) if name else None
    if name is None:
        return Undecided("the operation")
    if method is None:
        return UnknownMethod(f"the API of {found.name}", name, None)
    return verdict_on(found, method, _unpacked(given.named.get("api_params")), place)


def _unpacked(value: Argument) -> Arguments:
    """A mapping of request members as arguments."""
    if isinstance(value, dict):
        named = {key: item for key, item in value.items() if isinstance(key, str)}
        return Arguments(named, rest=UNKNOWN in value)
    return Arguments({}, rest=isinstance(value, (Hole, Text)))


def _only(arguments: Arguments, name: str) -> str | None:
    text = text_of(arguments.naming((name,)).named.get(name))
    return text.known if text else None
