"""What `pluto new` writes: a folder of `templates/`, with the project's name and first stack filled in.

A file named `….tmpl` loses that ending and has its `{{fields}}` filled in; every other file is copied as it
is. The project appears whole or not at all: it is made beside its place, and then moved there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pluto_py.errors import PlutoError
from pluto_py.project import files, settings
from pluto_py.project.editing import stack_settings
from pluto_py.project.model import DEFAULT_REGION, Platform, Stack
from pluto_py.project.suggestion import closest

__all__ = ["DEFAULT_TEMPLATE", "available", "render"]

DEFAULT_TEMPLATE = "chatbot"

_FILLED = ".tmpl"
_PACKAGE = Path(__file__).parent.parent


def available() -> tuple[str, ...]:
    """The names of the templates."""
    return tuple(sorted(_folders()))


def render(
    template: str,
    directory: Path,
    *,
    name: str,
    stack: str = "dev",
    platform: Platform = "local",
    region: str = DEFAULT_REGION,
) -> Path:
    """Write a project called `name` into `directory`, which must be missing or empty; returns it, absolute.

    Raises:
        PlutoError: no such template, a name that cannot be used, a folder with something in it, or a disk
            that
            cannot be written. Nothing is left behind then.
    """
    source = _source(template)
    fields = _fields(name, Stack(name=stack, platform=platform, region=region))
    directory = directory.absolute()
    _require_room(directory)
    files.make_folder(directory.parent)
    with (
        files.disk_errors("write the project", directory),
        tempfile.TemporaryDirectory(dir=directory.parent, prefix=f".{directory.name}-") as scratch,
    ):
        draft = Path(scratch) / directory.name
        shutil.copytree(source, draft, ignore=shutil.ignore_patterns("__pycache__", ".pluto"))
        for path in draft.rglob(f"*{_FILLED}"):
            path.with_suffix("").write_text(
                _filled(path.read_text(encoding="utf-8"), fields), encoding="utf-8"
            )
            path.unlink()
        _move(draft, directory)
    return directory


def _folders() -> dict[str, Path]:
    """The templates' folders by name. A wheel carries them inside the package, a source tree beside it."""
    for home in (_PACKAGE / "templates", _PACKAGE.parent / "templates"):
        if home.is_dir():
            return {
                folder.name: folder
                for folder in home.iterdir()
                if (folder / f"pyproject.toml{_FILLED}").is_file()
            }
    return {}


def _source(template: str) -> Path:
    folders = _folders()
    if template not in folders:
        meant = closest(template, folders)
        question = f"Did you mean '{meant}'? " if meant else ""
        raise PlutoError(
            f"There is no template '{template}'.",
            hint=f"{question}The templates are {', '.join(sorted(folders))}.",
        )
    return folders[template]


def _fields(name: str, stack: Stack) -> Mapping[str, str]:
    problem = settings.project_name_problem(name)
    if problem:
        raise PlutoError(f"This cannot be a project's name: {problem}")
    return {
        "name": name,
        "stack": stack.name,
        "platform": stack.platform,
        "stack_settings": stack_settings(stack),
    }


def _require_room(directory: Path) -> None:
    with files.disk_errors("look into the folder", directory):
        taken = directory.is_symlink() or (
            directory.exists() and (not directory.is_dir() or any(directory.iterdir()))
        )
    if taken:
        raise PlutoError(
            f"'{directory.name}' already exists and is not empty.",
            where=str(directory),
            hint="Choose another name, or remove that folder first.",
        )


def _filled(text: str, fields: Mapping[str, str]) -> str:
    for key, value in fields.items():
        text = text.replace(f"{{{{{key}}}}}", value)
    return text


def _move(draft: Path, directory: Path) -> None:
    """Put the draft into place.

    An empty folder is filled, not replaced: it may be somebody's working directory.
    """
    if not directory.exists():
        draft.rename(directory)
        return
    names = sorted(entry.name for entry in draft.iterdir())
    try:
        for name in names:
            (draft / name).rename(directory / name)
    except OSError:
        for name in names:
            if not (draft / name).exists():
                (directory / name).rename(draft / name)
        raise
