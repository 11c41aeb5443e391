"""What one call of AWS needs to be allowed: the door for whoever has a service's and a method's name.

`arguments` are the keyword arguments, as `deducer.aws.texts` says; members that are not there are known
not to be given, unless `rest` is true. For values of the SDK (clients, paginators, tables) that flow
through code, see `deducer.aws.sdk`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deducer.aws import resource_calls
from deducer.aws.arns import Place
from deducer.aws.client_calls import call_client
from deducer.aws.objects import Client, ResourceObject
from deducer.aws.resource_classes import resource_class
from deducer.aws.services import closest, service, service_names
from deducer.aws.texts import UNKNOWN, Argument, Arguments, Text, text_of
from deducer.aws.verdicts import Permissions, UnknownMethod, UnknownService, Verdict

__all__ = ["client_call", "resource_call"]


def client_call(
    service_name: str,
    method: str,
    arguments: Mapping[str, Argument],
    *,
    region: str | None,
    account: str | None,
    partition: str = "aws",
    positional: Sequence[Argument] = (),
    rest: bool = False,
) -> Verdict:
    """The verdict on `boto3.client(service_name).method(**arguments)`.

    A region or account of `None` is not known, and is `*` in the ARNs. Methods that call nothing, such as
    `close`, have no permissions.
    """
    if service(service_name) is None:
        return UnknownService(service_name, closest(service_name, service_names()))
    given = Arguments(arguments, tuple(positional), rest)
    step = call_client(Client(service_name), method, given, Place(region, account, partition))
    return step.verdict or Permissions(f"{service_name}:{method}", ())


def resource_call(
    service_name: str,
    kind: str,
    identifiers: Sequence[Argument],
    method: str,
    arguments: Mapping[str, Argument],
    *,
    region: str | None,
    account: str | None,
    partition: str = "aws",
    positional: Sequence[Argument] = (),
    rest: bool = False,
) -> Verdict:
    """The verdict on `boto3.resource(service_name).<kind>(*identifiers).method(**arguments)`."""
    found = service(service_name)
    if found is None:
        return UnknownService(service_name, closest(service_name, service_names()))
    cls = resource_class(found, kind)
    if cls is None:
        kinds = tuple(sorted(found.resource_data))
        return UnknownMethod(f"boto3.resource({service_name!r})", kind, closest(kind, kinds))
    values = [text_of(value) or Text((UNKNOWN,)) for value in identifiers]
    target = ResourceObject(Client(service_name), kind, tuple(zip(cls.identifiers, values, strict=False)))
    given = Arguments(arguments, tuple(positional), rest)
    step = resource_calls.call(target, method, given, Place(region, account, partition))
    return step.verdict or Permissions(f"{service_name}:{method}", ())
