"""How long bundles take: the first time, unchanged, and after a change of one file.

    python benchmarks/bundle.py [--target lambda|host]

The app imports langchain-aws. Each figure stands beside the obvious way of doing the same, `uv pip install
--target` and `zip -r`, with its ratio; both find uv's own cache warm. Exit status 1 where a figure is over
its limit.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from uv import find_uv_bin

from deducer.architecture import Architecture, DeducedFunction, Position
from pluto_py.bundling.build import build
from pluto_py.bundling.bundle import Bundle, Target
from pluto_py.bundling.interpreters import RUNNING
from pluto_py.project import Paths

LIMIT_UNCHANGED_MS, LIMIT_CHANGED_MS = 20, 150
ROUNDS = 9
DISTRIBUTION = "langchain-aws"
PYPROJECT = f"""\
[project]
name = "bench"
dependencies = ["{DISTRIBUTION}"]
[tool.pluto]
entrypoint = "app/main.py"
"""


def main() -> int:
    """Print the figures; exit status 1 where one is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--target", choices=["lambda", "host"], default="lambda")
    target = Target.host() if parser.parse_args().target == "host" else Target.on_lambda(RUNNING)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "app").mkdir()
        (root / "pyproject.toml").write_text(PYPROJECT)
        return compare(root, target)


def compare(root: Path, target: Target) -> int:
    """All figures for one target, in an empty project."""
    main_file = root / "app" / "main.py"
    main_file.write_text("import langchain_aws\n")
    plainly(root, target)  # so that uv has everything in its cache, for both
    plain = seconds(lambda: plainly(root, target))
    plain_size = (root / "plain.zip").stat().st_size

    first = seconds(lambda: bundle(root, target))
    made = bundle(root, target)
    unchanged = statistics.median(seconds(lambda: bundle(root, target)) for _ in range(ROUNDS))
    changed = []
    for number in range(ROUNDS):
        main_file.write_text(f"import langchain_aws  # {number}\n")
        changed.append(seconds(lambda: bundle(root, target)))

    print(f"{DISTRIBUTION} for {target.tag}")
    print(
        f"size:      {megabytes(made.size)}, plainly {megabytes(plain_size)}: {made.size / plain_size:.2f}x"
    )
    show("first", first, plain, None)
    over = show("unchanged", unchanged, plain, LIMIT_UNCHANGED_MS)
    over += show("one file", statistics.median(changed), plain, LIMIT_CHANGED_MS)
    return int(over > 0)


def bundle(root: Path, target: Target) -> Bundle:
    """One function's bundle, as a deployment makes it."""
    at = Position("app/main.py", 1, 1)
    function = DeducedFunction("f", {"kind": "url"}, at, (), (), ("app/main.py",), (DISTRIBUTION,), at)
    architecture = Architecture("bench", "app/main.py", (), (function,), (), ())
    return build(architecture, root=root, import_root=root / "app", target=target, paths=Paths(root))["f"]


def plainly(root: Path, target: Target) -> None:
    """The same by hand: install into a folder, and zip that."""
    folder, archive = root / "plain", root / "plain.zip"
    platform = ["--python-platform", target.platform, "--only-binary", ":all:"] if target.platform else []
    subprocess.run(["rm", "-rf", str(folder), str(archive)], check=True)
    subprocess.run(
        [
            *(find_uv_bin(), "pip", "install", "--quiet", "--target", str(folder)),
            *("--python", sys.executable, *platform, DISTRIBUTION),
        ],
        check=True,
    )
    subprocess.run(["zip", "-q", "-r", str(archive), "."], cwd=folder, check=True)


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def show(what: str, took: float, plain: float, limit_ms: int | None) -> int:
    """Print one figure; 1 if it is over its limit."""
    limit = f" (limit {limit_ms} ms)" if limit_ms else ""
    ratio = f"{plain / took:.1f}x as fast"
    print(f"{what + ':':10} {took * 1000:.1f} ms, plainly {plain * 1000:.0f} ms: {ratio}{limit}")
    return int(limit_ms is not None and took * 1000 > limit_ms)


def megabytes(size: int) -> str:
    """A size in words."""
    return f"{size / 1e6:.1f} MB"


if __name__ == "__main__":
    sys.exit(main())
