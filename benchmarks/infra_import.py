"""What the infrastructure program costs to import, against the same program written with `pulumi_aws`.

Each is imported in a fresh interpreter; the median of several runs is shown, in seconds and MiB.

    python benchmarks/infra_import.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys

RUNS = 5
PULUMI = "import pulumi"
OWN = "import pluto_py.infra.provisioning, pluto_py.infra.kvstore, pluto_py.infra.sagemaker"
WITH_PULUMI_AWS = """
import pulumi_aws as aws
aws.iam.Role, aws.lambda_.Function, aws.dynamodb.Table, aws.sagemaker.Model, aws.cloudwatch.LogGroup
"""
MEASURE = """
import resource, sys, time
started = time.perf_counter()
exec(sys.argv[1])
unit = 2**20 if sys.platform == "darwin" else 2**10
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
"""


def measured(statement: str) -> tuple[float, float]:
    """Seconds and MiB of one statement in a fresh interpreter: the median over several."""
    runs = []
    for _ in range(RUNS):
        command = [sys.executable, "-W", "ignore", "-c", MEASURE, statement]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        runs.append((float(output[0]), float(output[1])))
    return statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs)


def main() -> None:
    """Print the three, and the ratio."""
    results = {
        name: measured(code)
        for name, code in (("pulumi", PULUMI), ("own", OWN), ("pulumi_aws", WITH_PULUMI_AWS))
    }
    for name, (seconds, mebibytes) in results.items():
        print(f"{name:12} {seconds:6.2f} s {mebibytes:6.0f} MiB")
    print(f"own / pulumi_aws: {results['own'][0] / results['pulumi_aws'][0]:.2f} of the time")


if __name__ == "__main__":
    main()
