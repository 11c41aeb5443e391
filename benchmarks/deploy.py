"""What `pluto deploy --yes` costs on the LangChain example, its dependencies being cached.

    python benchmarks/deploy.py

Three figures, each of whole processes: from nothing to the first answer of a deployed function, a deployment of
unchanged code, and one after a source file has changed. Against a bare interpreter that only imports Pulumi and
the `pulumi_aws` modules that the example's program uses.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "langchain_llama2"
PLUTO = Path(sys.executable).with_name("pluto")
ROUNDS = 3
LIMITS = {"first answer": 4.0, "unchanged": 1.5, "one file changed": 2.0}
IMPORTS = "import pulumi, pulumi_aws; pulumi_aws.iam, pulumi_aws.lambda_, pulumi_aws.sagemaker, pulumi_aws.cloudwatch"


def main() -> int:
    """Print the figures; exit status 1 where one is over its limit."""
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "app"
        shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".pluto", "__pycache__"))
        try:
            pluto(project, "deploy")  # fills the caches of the deducer and of the bundles
            pluto(project, "destroy")
            runs = [one_round(project) for _ in range(ROUNDS)]
        finally:
            pluto(project, "destroy")
    bare = statistics.median(timed([sys.executable, "-c", IMPORTS], Path.cwd()) for _ in range(ROUNDS))
    over = False
    for name, limit in LIMITS.items():
        seconds = statistics.median(run[name] for run in runs)
        over |= seconds > limit
        print(f"{name:<18}{seconds:6.2f} s  {seconds / bare:5.1f} x importing Pulumi  (limit {limit} s)")
    print(f"{'importing Pulumi':<18}{bare:6.2f} s")
    return int(over)


def one_round(project: Path) -> dict[str, float]:
    """The three figures, from a destroyed stack to a destroyed stack."""
    started = time.perf_counter()
    report = json.loads(pluto(project, "deploy"))
    answer(report["functions"][0]["url"])
    first = time.perf_counter() - started
    unchanged = timed([str(PLUTO), "deploy", "--yes"], project)
    entrypoint = project / "app" / "main.py"
    entrypoint.write_text(entrypoint.read_text() + f"# changed at {time.time()}\n")
    changed = timed([str(PLUTO), "deploy", "--yes"], project)
    pluto(project, "destroy")
    return {"first answer": first, "unchanged": unchanged, "one file changed": changed}


def answer(url: str) -> None:
    """Call a function that takes one text, and wait for its answer."""
    request = urllib.request.Request(url, b'["Who are you?"]', {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        assert json.load(response)["code"] == 200


def pluto(project: Path, command: str) -> str:
    """One command's JSON document."""
    arguments = [str(PLUTO), command, "--yes", "--json"]
    return finished(arguments, project).stdout


def finished(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, once it has succeeded."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done


def timed(command: list[str], folder: Path) -> float:
    """Wall seconds of one process."""
    started = time.perf_counter()
    finished(command, folder)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
