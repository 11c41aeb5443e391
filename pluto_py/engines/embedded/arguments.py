"""The command lines that the Automation API writes for the Pulumi CLI, taken apart.

An option that this engine does not carry out is an error, never ignored: a plan or a target that is passed
over would change what the user did not mean to change.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pluto_py.engines.embedded.failure import CommandFailure

__all__ = ["Arguments", "parse"]

_WITH_VALUE = frozenset(
    {
        "--client", "--color", "--event-log", "--exec-kind", "--file", "--message", "--page", "--page-size",
        "--parallel", "--secrets-provider", "--stack",
    }
)  # fmt: skip
_FLAGS = frozenset(
    {
        "--all", "--continue-on-error", "--diff", "--expect-no-changes", "--force", "--json",
        "--non-interactive", "--no-select", "--plaintext", "--preserve-config", "--preview-only", "--refresh",
        "--secret", "--show-secrets", "--skip-preview", "--suppress-outputs", "--suppress-progress", "--yes",
    }
)  # fmt: skip
# In `config set-all` the flags say of the word after them what it is.
_MARKS = ("--plaintext", "--secret")


@dataclass(frozen=True)
class Arguments:
    """A command line.

    Attributes:
        words: everything that is no option, in order.
        values: options with a value.
        flags: options without.
        marked: words that directly follow `--plaintext` or `--secret`, with that flag.
    """

    words: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    marked: tuple[tuple[str, str], ...] = ()

    @property
    def stack(self) -> str:
        """The stack's own name, without organisation and project."""
        return self.values.get("--stack", "").rpartition("/")[2]

    def command(self, length: int = 2) -> tuple[str, ...]:
        """The first words."""
        return self.words[:length]


def parse(arguments: list[str]) -> Arguments:
    """Take a command line apart.

    Raises:
        CommandFailure: an option is unknown, or not supported by this engine.
    """
    words: list[str] = []
    values: dict[str, str] = {}
    flags: set[str] = set()
    marked: list[tuple[str, str]] = []
    rest = iter(arguments)
    mark = ""
    for argument in rest:
        if argument == "--":
            words.extend(rest)
            break
        name, _, value = argument.partition("=")
        if not argument.startswith("--"):
            words.append(argument)
            if mark:
                marked.append((mark, argument))
        elif name in _WITH_VALUE:
            values[name] = value if "=" in argument else next(rest, "")
        elif name in _FLAGS:
            flags.add(name)
        else:
            raise CommandFailure(f"error: the embedded engine does not support {name}")
        mark = name if name in _MARKS else ""
    return Arguments(tuple(words), values, frozenset(flags), tuple(marked))
