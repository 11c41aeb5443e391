"""The Automation API's work directory: the project's name, its backend, and each stack's configuration.

`Pulumi.yaml` names the project; `Pulumi.<stack>.yaml` holds the stack's `config`, with secrets sealed, and
the `encryptionsalt` that they are sealed with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import yaml

from pluto_py.engines.embedded.backend import Backend, write_atomically
from pluto_py.engines.embedded.failure import CommandFailure
from pluto_py.engines.embedded.passphrase import Passphrase, WrongPassphraseError

__all__ = ["ConfigEntry", "Workspace"]

ConfigEntry = tuple[str, bool]


class Workspace:
    """One work directory, as one command sees it.

    Args:
        folder: the work directory.
        environment: the command's environment: `PULUMI_CONFIG_PASSPHRASE`, `PULUMI_BACKEND_URL`.
        key_cache: see `Passphrase`.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], key_cache: Path | None):
        self.folder = folder
        self._environment = environment
        self._key_cache = key_cache
        self._project = _read_yaml(folder / "Pulumi.yaml")
        if "name" not in self._project:
            raise CommandFailure(
                f"error: no project found in {folder}: Pulumi.yaml is missing or has no name"
            )
        self._passphrases: dict[str | None, Passphrase] = {}

    @property
    def project(self) -> str:
        """The project's name."""
        return str(self._project["name"])

    def backend(self) -> Backend:
        """The file backend that the project, or the environment, names.

        Raises:
            CommandFailure: it names another kind of backend.
        """
        configured = self._project.get("backend") or {}
        url = self._environment.get("PULUMI_BACKEND_URL") or configured.get("url") or "file://~"
        parsed = urlparse(url)
        if parsed.scheme != "file":
            raise CommandFailure(
                f"error: the embedded engine keeps its state in file:// backends only, not {url}"
            )
        backend = Backend(self.folder / Path(unquote(url.removeprefix("file://"))).expanduser())
        backend.prepare()
        return backend

    def passphrase(self, salt: str | None) -> Passphrase:
        """The passphrase for secrets sealed with a salt (None for a new one).

        Raises:
            CommandFailure: there is no passphrase, or another one sealed them.
        """
        if salt not in self._passphrases:
            try:
                found = Passphrase(self._phrase(), salt, self._key_cache)
            except WrongPassphraseError:
                raise CommandFailure(
                    "error: incorrect passphrase: this stack's secrets were sealed with another one.\n"
                    "Set PULUMI_CONFIG_PASSPHRASE to the passphrase that the stack was made with."
                ) from None
            self._passphrases[salt] = self._passphrases[found.salt] = found
        return self._passphrases[salt]

    def salt(self, stack: str) -> str | None:
        """The `encryptionsalt` of a stack's configuration."""
        found = self._settings(stack).get("encryptionsalt")
        return str(found) if found else None

    def config(self, stack: str) -> dict[str, ConfigEntry]:
        """A stack's configuration, opened: key → text, and whether it is secret."""
        settings = self._settings(stack)
        found: dict[str, ConfigEntry] = {}
        for key, value in (settings.get("config") or {}).items():
            if isinstance(value, dict) and set(value) == {"secure"}:
                opened = self.passphrase(settings.get("encryptionsalt")).decrypt(value["secure"])
                found[str(key)] = (opened, True)
            else:
                found[str(key)] = (_text(value), False)
        return found

    def sealed_config(self, stack: str) -> dict[str, Any]:
        """A stack's configuration as it lies in the file, secrets sealed: what goes into the history."""
        return dict(self._settings(stack).get("config") or {})

    def set_config(self, stack: str, entries: Mapping[str, ConfigEntry]) -> None:
        """Set keys of a stack's configuration. A key without a namespace belongs to the project."""
        settings = self._settings(stack)
        config = settings.setdefault("config", {})
        for key, (value, is_secret) in entries.items():
            if is_secret:
                passphrase = self.passphrase(settings.get("encryptionsalt"))
                settings["encryptionsalt"] = passphrase.salt
                config[self.full_key(key)] = {"secure": passphrase.encrypt(value)}
            else:
                config[self.full_key(key)] = value
        self._save(stack, settings)

    def remove_config(self, stack: str, keys: list[str]) -> None:
        """Remove keys of a stack's configuration; one that is not there is no error."""
        settings = self._settings(stack)
        for key in keys:
            (settings.get("config") or {}).pop(self.full_key(key), None)
        self._save(stack, settings)

    def forget(self, stack: str) -> None:
        """Remove a stack's configuration."""
        self._path(stack).unlink(missing_ok=True)

    def full_key(self, key: str) -> str:
        """`<project>:<key>` for a key without a namespace."""
        return key if ":" in key else f"{self.project}:{key}"

    def _phrase(self) -> str:
        phrase = self._environment.get("PULUMI_CONFIG_PASSPHRASE")
        if phrase is not None:
            return phrase
        file = self._environment.get("PULUMI_CONFIG_PASSPHRASE_FILE")
        if file:
            return Path(file).read_text().rstrip("\r\n")
        raise CommandFailure(
            "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE"
        )

    def _path(self, stack: str) -> Path:
        return self.folder / f"Pulumi.{stack}.yaml"

    def _settings(self, stack: str) -> dict[str, Any]:
        return _read_yaml(self._path(stack))

    def _save(self, stack: str, settings: dict[str, Any]) -> None:
        write_atomically(self._path(stack), yaml.safe_dump(settings, sort_keys=True))


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except yaml.YAMLError as error:
        raise CommandFailure(f"error: {path} is not YAML: {error}") from None
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    """A configuration value as text: what is structured in the file is JSON for its readers."""
    return value if isinstance(value, str) else json.dumps(value)
