"""The AWS package and its configured provider: what all resource types share."""

# ruff: noqa: D102 - the methods are documented in the protocols Package and Provider

from __future__ import annotations

import functools
import json
from collections.abc import Collection

from pluto_py.engines.aws_provider import checking, lookups, naming, settings
from pluto_py.engines.aws_provider.clients import Clients
from pluto_py.engines.aws_provider.handler import Handler, handlers
from pluto_py.engines.properties import difference, path
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.values import UNKNOWN, Properties, Value, contains_unknown, copy
from pluto_py.engines.provider import (
    Checked,
    CheckFailure,
    Created,
    Difference,
    Found,
    PartialFailure,
    Provider,
    ProviderError,
)

__all__ = ["AwsPackage", "AwsProvider"]

# Configuration that decides which account and place the objects are in. Endpoints and keys do not: the local
# cloud has a new port and new keys after a restart, and the same objects.
_PLACE = ("region",)


class AwsPackage:
    """Pulumi's package `aws`, as far as Pluto's handlers know it."""

    name = "aws"
    # The version of the real provider whose types and properties the handlers follow.
    version = "7.51.1"

    def check_config(self, inputs: Properties) -> Checked:
        return Checked(inputs, tuple(settings.check(inputs)))

    def diff_config(self, olds: Properties, news: Properties) -> Difference:
        changes = difference.compare(olds, news)
        return Difference(changes, tuple(key for key in _PLACE if key in changes))

    def configure(self, inputs: Properties) -> Provider:
        return AwsProvider(settings.parse(inputs))


class AwsProvider:
    """The handlers for one configuration."""

    def __init__(self, configuration: settings.AwsSettings):
        self.settings = configuration
        self.clients = Clients(configuration)

    def check(self, urn: str, news: Properties, olds: Properties | None) -> Checked:
        token = urns.type_of(urn)
        if token not in handlers():
            return Checked(news, (CheckFailure("", f"Pluto cannot provision {token} here yet"),))
        handler = self._handler(urn)
        inputs = {key: value for key, value in news.items() if value is not None and key != naming.DEFAULTS}
        failures = checking.failures(inputs, handler.properties, token)
        if handler.naming:
            handler.naming.complete(inputs, urns.name_of(urn), olds)
            failures.extend(handler.naming.failures(inputs))
        if not failures:
            failures.extend(handler.check(inputs))
        return Checked(inputs, tuple(failures))

    def diff(
        self, urn: str, olds: Properties, old_outputs: Properties, news: Properties, ignore: tuple[str, ...]
    ) -> Difference:
        del old_outputs
        handler = self._handler(urn)
        ignored = [path.parse(text) for text in ignore]
        changes = {
            changed: kind
            for changed, kind in difference.compare(olds, news).items()
            if not any(path.contains(outer, path.parse(changed)) for outer in ignored)
        }
        tops = sorted({difference.top_level(changed) for changed in changes})
        replaces = tuple(
            top for top in tops if top in handler.properties and handler.properties[top].force_new
        )
        return Difference(changes, replaces, bool(replaces) and not _can_coexist(handler, news))

    def create(self, urn: str, inputs: Properties, *, timeout: float, preview: bool) -> Created:
        handler = self._handler(urn)
        noted, inputs = inputs, _without_notes(inputs)
        if preview:
            return Created("", inputs)
        wanted = self._with_default_tags(handler, inputs)
        try:
            created = handler.create(wanted, timeout)
        except PartialFailure:
            raise
        except Exception as error:
            if not handler.is_conflict(error):
                self._keep_what_was_made(handler, noted, wanted, error)
                raise
            created = self._adopt(handler, wanted, timeout, error)
        return Created(created, self._outputs(handler, created, inputs))

    def update(
        self,
        urn: str,
        identity: str,
        olds: Properties,
        old_outputs: Properties,
        news: Properties,
        *,
        timeout: float,
        preview: bool,
    ) -> Properties:
        handler = self._handler(urn)
        olds, news = _without_notes(olds), _without_notes(news)
        if preview:
            stable = {key: value for key, value in old_outputs.items() if key not in handler.volatile}
            return {**stable, **news}
        handler.update(
            identity, self._with_default_tags(handler, olds), self._with_default_tags(handler, news), timeout
        )
        return self._outputs(handler, identity, news)

    def read(self, urn: str, identity: str, inputs: Properties, outputs: Properties) -> Found | None:
        handler = self._handler(urn)
        live = _read(handler, identity)
        if live is None:
            return None
        now = _inputs_now(handler, live, inputs, self.settings.default_tags)
        return Found(identity, now, {**outputs, **live, **_without_notes(now)})

    def recover(self, urn: str, inputs: Properties) -> Found | None:
        handler = self._handler(urn)
        wanted = self._with_default_tags(handler, _without_notes(inputs))
        identity = None if contains_unknown(inputs) else handler.identify(wanted)
        live = _read(handler, identity) if identity else None
        if identity is None or live is None or not _is_ours(handler, inputs, wanted, live):
            return None
        now = _inputs_now(handler, live, inputs, self.settings.default_tags)
        return Found(identity, now, {**live, **_without_notes(now)})

    def delete(
        self, urn: str, identity: str, inputs: Properties, outputs: Properties, *, timeout: float
    ) -> None:
        handler = self._handler(urn)
        try:
            handler.delete(identity, {**inputs, **outputs}, timeout)
        except Exception as error:
            if not handler.is_missing(error):
                raise

    def invoke(self, token: str, arguments: Properties) -> Properties:
        return lookups.answer(token, arguments, self.clients)

    @functools.cached_property
    def _handlers(self) -> dict[str, Handler]:
        return {token: kind(self.clients) for token, kind in handlers().items()}

    def _handler(self, urn: str) -> Handler:
        token = urns.type_of(urn)
        if token not in self._handlers:
            raise ProviderError(f"Pluto cannot provision {token} here yet")
        return self._handlers[token]

    def _with_default_tags(self, handler: Handler, inputs: Properties) -> Properties:
        if "tags" not in handler.properties or not self.settings.default_tags:
            return inputs
        return {**inputs, "tags": {**self.settings.default_tags, **(inputs.get("tags") or {})}}

    def _adopt(self, handler: Handler, inputs: Properties, timeout: float, conflict: Exception) -> str:
        """Take over what an interrupted deployment left: it has the name, and tags that say it is ours."""
        identity = handler.identify(inputs)
        live = _read(handler, identity) if identity else None
        if identity is None or live is None or not _is_ours(handler, inputs, inputs, live):
            raise conflict
        changed = difference.compare(_inputs_now(handler, live, inputs, self.settings.default_tags), inputs)
        fixed = sorted(top for top in map(difference.top_level, changed) if handler.properties[top].force_new)
        if fixed:
            raise ProviderError(f"{conflict}\nIt cannot be taken over: {', '.join(fixed)} cannot be changed.")
        handler.update(identity, live, inputs, timeout)
        return identity

    def _keep_what_was_made(
        self, handler: Handler, inputs: Properties, wanted: Properties, error: Exception
    ) -> None:
        """A creation may fail after the object exists: while it is awaited, or in a further call."""
        identity = handler.identify(wanted)
        if handler.subordinate or identity is None:
            return
        live = _read(handler, identity)
        if live is not None and _is_ours(handler, inputs, wanted, live):
            raise PartialFailure(identity, {**live, **_without_notes(inputs)}, [str(error)]) from error

    def _outputs(self, handler: Handler, identity: str, inputs: Properties) -> Properties:
        live = _read(handler, identity)
        if live is None:
            raise ProviderError(f"{handler.token} {identity!r} vanished while it was being made")
        defaults = {
            name: copy(declared.default)
            for name, declared in handler.properties.items()
            if declared.default is not None
        }
        tags = {"tagsAll": live["tags"]} if live.get("tags") is not None else {}
        return {**defaults, **live, **inputs, **tags}


def _can_coexist(handler: Handler, news: Properties) -> bool:
    """True if a replacement can be made while the old object is still there."""
    return handler.naming is not None and naming.is_automatic(news, handler.naming.property)


def _without_notes(inputs: Properties) -> Properties:
    return {key: value for key, value in inputs.items() if not key.startswith("__") and value is not None}


def _read(handler: Handler, identity: str) -> Properties | None:
    try:
        return handler.read(identity)
    except Exception as error:
        if handler.is_missing(error):
            return None
        raise


def _inputs_now(
    handler: Handler, live: Properties, inputs: Properties, ignored_tags: Collection[str]
) -> Properties:
    """The inputs that would make the object as it is: those that were given, with the values of today.

    Without inputs (an import), everything that is not AWS's default counts as given. Tags that the provider's
    configuration adds to every object are none of a resource's own.
    """
    if live.get("tags"):
        own = inputs.get("tags") or {}
        tags = {key: value for key, value in live["tags"].items() if key in own or key not in ignored_tags}
        live = {**live, "tags": tags}
    if inputs:
        return {key: _value_now(handler, key, value, live) for key, value in inputs.items()}
    found = {
        key: value
        for key, value in live.items()
        if key in handler.properties and value not in (None, {}, [], "", handler.properties[key].default)
    }
    return {**found, naming.DEFAULTS: []}


def _value_now(handler: Handler, key: str, given: Value, live: Properties) -> Value:
    if given == UNKNOWN or key not in live:
        return given
    if handler.properties[key].json and _same_json(given, live[key]):
        return given
    return given if difference.equal(given, live[key]) else live[key]


def _same_json(one: Value, other: Value) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except (TypeError, ValueError):
        return False


def _is_ours(handler: Handler, inputs: Properties, wanted: Properties, live: Properties) -> bool:
    """True if a found object must come from this deployment: by its random name, its place, or its tags."""
    if handler.subordinate or (handler.naming and naming.is_automatic(inputs, handler.naming.property)):
        return True
    tags = wanted.get("tags") or {}
    return bool(tags) and (live.get("tags") or {}).items() >= tags.items()
