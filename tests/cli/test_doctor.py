"""`pluto doctor` says what is there, what is missing and how to get it; never a secret."""

from __future__ import annotations

import json
import os
import socket

import pytest


def checks(pluto, **env):
    return {check["name"]: check for check in json.loads(pluto("doctor", "--json", env=env).out)}


def test_this_machine_can_run_the_local_platform(project):
    ran = project()("doctor")
    assert ran.status == 0, ran.out
    assert "✓ Python" in ran.out
    assert "✓ uv" in ran.out
    assert "✓ loopback" in ran.out


def test_what_aws_lacks_is_shown_with_a_remedy(project):
    pluto = project()
    found = checks(pluto, PATH="/usr/bin:/bin")
    assert not found["AWS credentials"]["ok"]
    assert "aws configure" in found["AWS credentials"]["remedy"]
    assert not found["Pulumi CLI"]["ok"]


def test_an_aws_stack_makes_what_it_lacks_a_failure(project):
    pluto = project()
    pluto("stack", "new", "prod", "--platform", "aws", "--region", "us-east-1")
    assert pluto("doctor").status == 1


def test_credentials_are_seen_and_not_shown(pluto):
    secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
    env = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": secret}
    ran = pluto("doctor", env=env)
    assert "from the environment" in ran.out
    assert secret not in ran.out + ran.err
    assert "AKIA" not in ran.out + ran.err


def test_credentials_in_a_file(pluto):
    file = pluto.folder / "credentials"
    file.write_text("[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hush\n")
    ran = pluto("doctor", env={"AWS_SHARED_CREDENTIALS_FILE": str(file)})
    assert str(file) in ran.out
    assert "hush" not in ran.out


def test_a_broken_project_is_told_beside_the_rest(project):
    ran = project(pyproject="[tool.pluto\n")("doctor")
    assert ran.status == 1
    assert "✗ project" in ran.out
    assert "✓ uv" in ran.out


def test_a_pulumi_cli_on_the_path_is_found(pluto):
    fake = pluto.folder / "pulumi"
    fake.write_text("#!/bin/sh\necho v3.200.0\n")
    fake.chmod(0o755)
    found = checks(pluto, PATH=f"{pluto.folder}:/usr/bin:/bin")["Pulumi CLI"]
    assert found["ok"]
    assert found["found"] == f"3.200.0 at {fake}"


def test_a_port_that_another_program_uses(project):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        pyproject = (
            '[project]\nname = "demo"\n[tool.pluto]\nentrypoint = "app/main.py"\n'
            f'[tool.pluto.stacks.dev]\nplatform = "local"\n[tool.pluto.local]\nport = {port}\n'
        )
        found = checks(project(pyproject=pyproject))[f"port {port}"]
    assert not found["ok"]
    assert "[tool.pluto.local]" in found["remedy"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_project_that_cannot_be_written(project):
    pluto = project()
    pluto.folder.chmod(0o555)
    try:
        assert not checks(pluto)[".pluto"]["ok"]
    finally:
        pluto.folder.chmod(0o755)
