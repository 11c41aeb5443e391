"""`pluto deduce --json` for tests: the deducer over the folder's pyproject.toml, with the tests' catalogue.

python tests/deducer/pluto_deduce.py deduce --json
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[2]))

from deducer import deduce
from tests.deducer.sample_catalogue import CATALOGUE

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def main() -> int:
    """Print the architecture of the current folder's app; 1 when it has errors."""
    root = Path.cwd()
    settings = tomllib.loads((root / "pyproject.toml").read_text())
    architecture = deduce(
        root=root,
        app=settings["project"]["name"],
        entrypoint=settings["tool"]["pluto"]["entrypoint"],
        catalogue=CATALOGUE,
        environment=dict(os.environ),
        search_path=[entry for entry in sys.path[1:] if entry != str(Path(__file__).resolve().parents[2])],
        cache=root / ".pluto" / "cache",
    )
    print(architecture.to_json())
    for finding in architecture.findings:
        print(
            f"{finding.at}: {finding.severity}: {finding.message} [{finding.code}] {finding.hint}",
            file=sys.stderr,
        )
    return 1 if architecture.errors else 0


if __name__ == "__main__":
    sys.exit(main())
