"""`--engine`: the real Pulumi CLI carries a local stack's program out, and either engine takes over from the other."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

BUILT = Path(__file__).parents[2] / ".cache" / "pulumi-cli"

needs_a_cli = pytest.mark.skipif(
    not (Path(os.environ.get("PLUTO_PULUMI_HOME", BUILT)) / "bin" / "pulumi").exists(),
    reason="no Pulumi CLI: `make pulumi-cli` builds one",
)


@pytest.mark.conformance
@needs_a_cli
def test_a_stack_passes_from_one_engine_to_the_other(project):
    pluto = project()
    home = {"PLUTO_PULUMI_HOME": os.environ.get("PLUTO_PULUMI_HOME", str(BUILT))}
    main = pluto.folder / "app" / "main.py"
    try:
        ran = pluto("deploy", "--yes", "--engine", "pulumi", env=home)
        assert ran.status == 0, ran.err
        assert "lambda.Function hello" in ran.err
        assert json.loads(pluto("invoke", "hello", '["Ada"]').out) == "Hello, Ada!"

        main.write_text(main.read_text().replace("Hello", "Welcome"))
        changes = json.loads(pluto("deploy", "--yes", "--json").out)["changes"]
        assert [(c["operation"], c["type"]) for c in changes] == [("update", "aws:lambda/function:Function")]
        assert json.loads(pluto("invoke", "hello", '["Ada"]').out) == "Welcome, Ada!"

        preview = pluto("deploy", "--preview", "--refresh", "--engine", "pulumi", env=home)
        assert preview.status == 0, preview.err
        assert "Nothing would change." in preview.out
    finally:
        assert pluto("destroy", "--yes").status == 0


def test_an_aws_stack_without_a_cli_is_told_before_anything_is_bundled(project):
    pluto = project()
    pluto("stack", "new", "prod", "--platform", "aws", "--region", "us-east-1")
    offline = {
        "PATH": "/usr/bin:/bin",
        "https_proxy": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }
    ran = pluto("deploy", "--yes", "--stack", "prod", env=offline)
    assert ran.status == 1
    assert "The Pulumi CLI is needed for this stack" in ran.err
    assert "hint: Install it from" in ran.err
    assert not (pluto.folder / ".pluto" / "bundles").exists()


def test_the_embedded_engine_does_not_serve_aws(project):
    pluto = project()
    pluto("stack", "new", "prod", "--platform", "aws", "--region", "us-east-1")
    ran = pluto("deploy", "--yes", "--stack", "prod", "--engine", "embedded")
    assert ran.status == 1
    assert "embedded engine provisions local stacks only" in ran.err
