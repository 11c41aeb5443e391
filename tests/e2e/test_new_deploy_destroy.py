"""A newcomer's first minutes: `pluto new`, `pluto deploy`, the printed `curl` line, `pluto destroy`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import App, post, url_of

pytestmark = [pytest.mark.e2e]


def pasted(line: str) -> str:
    """What a shell answers to a line that was copied from the terminal."""
    done = subprocess.run(
        line + " --silent", shell=True, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@pytest.mark.xdist_group("new-chatbot")
def test_the_chatbot_template_answers_and_remembers(tmp_path: Path) -> None:
    home = App(tmp_path)
    home.pluto("new", "robot", "--yes")
    app = App(tmp_path / "robot")
    try:
        shown = app.pluto("deploy", "--yes").stdout
        lines = [line.strip() for line in shown.splitlines() if line.strip().startswith("curl ")]
        assert len(lines) == 2
        for line in lines:
            assert json.loads(pasted(line))["code"] == 200

        chat = url_of(app.deploy(), "chat")
        assert "Who are you?" in post(chat, ["s1", "Who are you?"])[1]["body"]
        assert post(chat, {"session": "s1", "question": "And now?"})[0] == 200
        assert json.loads(app.pluto("invoke", "forget", '["s1"]').stdout) is None
        explained = app.pluto("explain", "chat", "conversations").stdout
        assert "allows dynamodb:PutItem" in explained
        assert "conversations.set(session" in explained
    finally:
        app.pluto("destroy", "--yes")
    assert not (app.directory / ".pluto" / "local" / "dev").exists()


@pytest.mark.xdist_group("new-hello")
def test_the_hello_template_counts_and_keeps_its_count_over_a_redeployment(tmp_path: Path) -> None:
    App(tmp_path).pluto("new", "counter", "--template", "hello", "--yes")
    app = App(tmp_path / "counter")
    try:
        hello = url_of(app.deploy(), "hello")
        assert post(hello, ["Ada"])[1]["body"] == "Hello, Ada! This is visit 1."
        main = app.directory / "app" / "main.py"
        main.write_text(main.read_text().replace("Hello, ", "Welcome, "))
        report = app.deploy()
        assert [(c["operation"], c["properties"]) for c in report["changes"]] == [("update", ["code"])]
        assert url_of(report, "hello") == hello
        assert post(hello, ["Ada"])[1]["body"] == "Welcome, Ada! This is visit 2."
    finally:
        app.pluto("destroy", "--yes")
    assert app.pluto("destroy", "--yes").returncode == 0
