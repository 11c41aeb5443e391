"""A stack's stored state, opened: resources with their secrets readable, and what was interrupted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pluto_py.engines.embedded.backend import Backend
from pluto_py.engines.embedded.failure import CommandFailure
from pluto_py.engines.embedded.journal import Journal, encode
from pluto_py.engines.embedded.passphrase import Passphrase, WrongPassphraseError
from pluto_py.engines.embedded.state import PendingOperation, ResourceState
from pluto_py.engines.embedded.workspace import Workspace
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.values import SECRET, SIGNATURE, Properties, Value

__all__ = ["StoredStack"]


@dataclass
class StoredStack:
    """One stack of a workspace, as it lies in the backend.

    Use `open` for one that exists, `create` for a new one.
    """

    workspace: Workspace
    backend: Backend
    name: str
    resources: list[ResourceState] = field(default_factory=list)
    pending: list[PendingOperation] = field(default_factory=list)
    secrets_provider: dict[str, Any] | None = None

    @classmethod
    def open(cls, workspace: Workspace, name: str) -> StoredStack:
        """Load a stack.

        Raises:
            CommandFailure: there is none of that name, or its state cannot be read.
        """
        backend = workspace.backend()
        found = backend.load(workspace.project, name)
        if not name or found is None:
            raise CommandFailure(f"error: no stack named '{name}' found")
        stack = cls(workspace, backend, name)
        stack.load(found)
        return stack

    @classmethod
    def create(cls, workspace: Workspace, name: str) -> StoredStack:
        """Make an empty stack.

        Raises:
            CommandFailure: there is one of that name.
        """
        backend = workspace.backend()
        if backend.checkpoint(workspace.project, name).exists():
            raise CommandFailure(f"error: stack '{name}' already exists")
        stack = cls(workspace, backend, name)
        stack.save()
        return stack

    def load(self, deployment: dict[str, Any]) -> None:
        """Take the resources of a deployment's JSON form, secrets sealed or in plain text."""
        self.secrets_provider = deployment.get("secrets_providers")
        if self.secrets_provider and self.secrets_provider.get("type") != "passphrase":
            raise CommandFailure(
                f"error: the embedded engine knows the passphrase secrets provider only, "
                f"not {self.secrets_provider.get('type')!r}"
            )
        self.resources = [self._state(data) for data in deployment.get("resources") or []]
        self.pending = [
            PendingOperation(self._state(operation["resource"]), operation["type"])
            for operation in deployment.get("pending_operations") or []
        ]

    def passphrase(self) -> Passphrase:
        """What opens and seals this stack's secrets: the salt of its state, or that of its configuration."""
        state = (self.secrets_provider or {}).get("state") or {}
        return self.workspace.passphrase(state.get("salt") or self.workspace.salt(self.name))

    def journal(self) -> Journal:
        """A journal that writes to this stack."""
        project = self.workspace.project
        self.backend.keep_previous(project, self.name)
        return Journal(
            self.resources,
            lambda text: self.backend.save(project, self.name, text),
            self.passphrase,
            self.secrets_provider,
        )

    def save(self) -> None:
        """Store the stack as it is here."""
        text, self.secrets_provider = encode(
            self.resources, self.pending, self.passphrase, self.secrets_provider
        )
        self.backend.save(self.workspace.project, self.name, text)

    def outputs(self) -> Properties:
        """The stack's outputs, secrets marked."""
        return next((state.outputs for state in self.resources if state.type == urns.ROOT_TYPE), {})

    def export(self, *, show_secrets: bool) -> dict[str, Any]:
        """The deployment's JSON form, secrets in plain text or sealed."""
        if show_secrets:
            states = [_with_plain_secrets(state.to_json()) for state in self.resources]
            pending = [
                {"resource": _with_plain_secrets(operation.resource.to_json()), "type": operation.type}
                for operation in self.pending
            ]
            text, _ = encode([], [], self.passphrase, self.secrets_provider)
            deployment = {**json.loads(text), "resources": states}
            return {**deployment, "pending_operations": pending} if pending else deployment
        found = self.backend.load(self.workspace.project, self.name)
        return found or {}

    def _state(self, data: dict[str, Any]) -> ResourceState:
        opened = dict(data)
        for name in ("inputs", "outputs"):
            if data.get(name):
                opened[name] = self._open(data[name])
        return ResourceState.from_json(opened)

    def _open(self, value: Value) -> Value:
        if isinstance(value, dict):
            if value.get(SIGNATURE) != SECRET:
                return {key: self._open(item) for key, item in value.items()}
            if "plaintext" in value:
                return {SIGNATURE: SECRET, "value": json.loads(value["plaintext"])}
            try:
                return self.passphrase().open(value)
            except WrongPassphraseError:
                raise CommandFailure("error: a secret of the stack's state cannot be opened") from None
        return [self._open(item) for item in value] if isinstance(value, list) else value


def _with_plain_secrets(value: Value) -> Value:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return {SIGNATURE: SECRET, "plaintext": json.dumps(value["value"])}
        return {key: _with_plain_secrets(item) for key, item in value.items()}
    return [_with_plain_secrets(item) for item in value] if isinstance(value, list) else value
