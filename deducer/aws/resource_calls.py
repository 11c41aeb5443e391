"""The resource interface: attributes, actions, sub-resources and collections of `boto3.resource(…)`."""

from __future__ import annotations

from collections.abc import Mapping

from deducer.aws.arns import Place
from deducer.aws.client_calls import at, verdict_on
from deducer.aws.objects import BatchWriter, Collection, Data, Meta, Method, ResourceObject
from deducer.aws.resource_classes import Action, Made, ResourceClass, resource_class
from deducer.aws.services import closest, service
from deducer.aws.steps import Step
from deducer.aws.texts import UNKNOWN, Argument, Arguments, Text, text_of
from deducer.aws.verdicts import Permissions, UnknownMethod, Verdict

__all__ = ["attribute", "call", "call_collection", "calls_of", "calls_of_collection", "iterate"]

_SAME = frozenset({"all", "filter", "limit", "page_size"})
_NOTHING_KNOWN = Text((UNKNOWN,))


def attribute(target: ResourceObject, name: str, place: Place) -> Step:
    """Read an attribute; data that is not there yet is loaded, which is a call."""
    if name == "meta":
        return Step(Meta(target.client))
    cls = _class(target)
    identifier = target.identifier(cls.aliases.get(name, name))
    if identifier is not None:
        return Step(identifier)
    if cls.collection(name) is not None:
        return Step(Collection(target, name))
    reference = cls.reference(name)
    if reference is not None:
        return Step(_make(target, reference, Arguments({})), _loading(target, cls, place))
    if cls.has_attribute(name) and cls.action(name) is None:
        return Step(Data(), _loading(target, cls, place))
    return Step(Method(target, name))


def call(target: ResourceObject, name: str, arguments: Arguments, place: Place) -> Step:
    """Call a method: an action, or a class of sub-resources."""
    cls = _class(target)
    made = cls.subresource(name)
    if made is not None:
        return Step(_make(target, made, arguments.naming(made.positional)))
    action = cls.action(name)
    if action is None:
        if name == "get_available_subresources":
            return Step(Data())
        where = f"{cls.kind} of boto3.resource({target.client.service!r})"
        return Step(Data(), UnknownMethod(where, name, closest(name, cls.names)))
    if not action.method:
        return Step(_make(target, action.made, arguments) if action.made else Data())
    given = arguments.naming(action.positional)
    verdict = _act(target, action, given, place)
    if name == "batch_writer":
        return Step(BatchWriter(target), verdict)
    return Step(_make(target, action.made, given) if action.made else Data(), verdict)


def call_collection(target: Collection, name: str, arguments: Arguments, place: Place) -> Step:
    """Call a method of a collection: a narrowing of it, its pages, or one action on all its elements."""
    owner = _class(target.owner)
    listing = owner.collection(target.name)
    if listing is None:
        return Step(Data())
    listed = _act(target.owner, listing, arguments if name == "filter" else Arguments({}), place)
    if name in _SAME:
        return Step(target, listed)
    if name == "pages":
        return Step(Data(), listed)
    action = owner.batch(target.name, name)
    if action is None:
        where = f"the collection {target.name} of boto3.resource({target.owner.client.service!r})"
        return Step(Data(), UnknownMethod(where, name, closest(name, tuple(sorted(_SAME | {"pages"})))))
    element = _element(target, listing)
    return Step(Data(), _both(listed, _act(element, action, arguments, place)))


def iterate(target: Collection, place: Place) -> Step:
    """One element, and the call that lists them."""
    listing = _class(target.owner).collection(target.name)
    if listing is None:
        return Step(Data())
    return Step(_element(target, listing), _act(target.owner, listing, Arguments({}), place))


def calls_of(
    target: ResourceObject, name: str, arguments: Arguments
) -> tuple[tuple[str, str, Arguments], ...]:
    """The client method that a call comes down to; none for making an object."""
    action = _class(target).action(name)
    if action is None or not action.method:
        return ()
    return (
        (target.client.service, action.method, _filled(target, action, arguments.naming(action.positional))),
    )


def calls_of_collection(
    target: Collection, name: str, arguments: Arguments
) -> tuple[tuple[str, str, Arguments], ...]:
    """The listing, and the action on what is listed."""
    owner = _class(target.owner)
    listing = owner.collection(target.name)
    if listing is None:
        return ()
    service_name = target.owner.client.service
    given = arguments if name == "filter" else Arguments({})
    found = [(service_name, listing.method, _filled(target.owner, listing, given))]
    action = owner.batch(target.name, name)
    if action is not None:
        found.append((service_name, action.method, _filled(_element(target, listing), action, arguments)))
    return tuple(found)


def _element(target: Collection, listing: Action) -> ResourceObject:
    made = listing.made or Made("", {})
    element = _make(target.owner, made, Arguments({}))
    return ResourceObject(element.client, element.kind, element.identifiers, loaded=True)


def _class(target: ResourceObject) -> ResourceClass:
    found = service(target.client.service)
    cls = resource_class(found, target.kind) if found else None
    return cls or ResourceClass(target.kind, {})


def _loading(target: ResourceObject, cls: ResourceClass, place: Place) -> Verdict | None:
    if target.loaded or cls.load is None:
        return None
    return _act(target, cls.load, Arguments({}), place)


def _act(target: ResourceObject, action: Action, arguments: Arguments, place: Place) -> Verdict:
    found = service(target.client.service)
    if found is None:  # a resource object is only ever made of a known service
        return Permissions(action.method, ())
    return verdict_on(
        found, action.method, _filled(target, action, arguments), at(place, target.client.region)
    )


def _filled(target: ResourceObject, action: Action, arguments: Arguments) -> Arguments:
    """The arguments of the client's method: the caller's, and the object's identifiers."""
    filled: dict[str, Argument] = {
        member: _identifier(target, identifier) for member, identifier in action.parameters.items()
    }
    return arguments.with_named(filled)


def _identifier(target: ResourceObject, name: str | None) -> Text:
    return (target.identifier(name) if name else None) or _NOTHING_KNOWN


def _make(target: ResourceObject, made: Made, arguments: Arguments) -> ResourceObject:
    values = {
        name: _value(target, name, source, arguments.named) for name, source in made.identifiers.items()
    }
    return ResourceObject(target.client, made.kind, tuple(values.items()))


def _value(target: ResourceObject, name: str, source: str | None, given: Mapping[str, Argument]) -> Text:
    if source is None:
        return _NOTHING_KNOWN
    if source.startswith("="):
        return _identifier(target, source[1:])
    return text_of(given.get(name if source == "+" else source)) or _NOTHING_KNOWN


def _both(first: Verdict, second: Verdict) -> Verdict:
    if isinstance(first, Permissions) and isinstance(second, Permissions):
        joined = dict.fromkeys((*first.permissions, *second.permissions))
        return Permissions(second.operation, tuple(sorted(joined, key=lambda p: (p.action, p.arn))))
    return first if not isinstance(first, Permissions) else second
