"""`--help` loads next to nothing and shows an example; wrong usage is status 2."""

from __future__ import annotations

import subprocess
import sys

import pytest

COMMANDS = [
    ["new"],
    ["deploy"],
    ["destroy"],
    ["deduce"],
    ["explain"],
    ["graph"],
    ["invoke"],
    ["logs"],
    ["doctor"],
    ["stack"],
    ["stack", "ls"],
    ["stack", "new"],
    ["stack", "select"],
    ["stack", "outputs"],
    ["stack", "export"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example(pluto, command):
    ran = pluto(*command, "--help")
    assert ran.status == 0
    assert f"pluto {' '.join(command)}" in ran.out.split("Example:")[1]
    assert ran.err == ""


@pytest.mark.parametrize("command", ["deploy", "destroy", "deduce", "explain", "graph", "invoke", "logs"])
def test_commands_on_a_stack_take_it_as_an_option(pluto, command):
    assert "-s, --stack" in pluto(command, "--help").out


def test_help_loads_nothing_heavy():
    heavy = ("pulumi", "pulumi_aws", "boto3", "botocore", "libcst", "rich", "grpc", "moto", "aiohttp")
    program = f"""
import sys
sys.argv = ["pluto", "deploy", "--help"]
from pluto_py.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0
print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


def test_version(pluto):
    ran = pluto("--version")
    assert (ran.status, ran.out) == (0, "pluto 0.1.0\n")


@pytest.mark.parametrize("arguments", [["no-such-command"], ["deploy", "--no-such-option"], ["explain"]])
def test_wrong_usage_is_status_2_and_says_how(pluto, arguments):
    ran = pluto(*arguments)
    assert ran.status == 2
    assert "Usage: pluto" in ran.err
    assert ran.out == ""
