"""Generated apps get exactly the grants that they were generated with: none missing, and no must-grant too many.

The suite makes a bounded number of apps. The full run, some minutes, with the figure that you like:

    PLUTO_GENERATED_APPS=20000 python -m pytest tests/deducer/generated/test_generated_apps.py --timeout 0
"""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.deducer.generated.apps import App, make
from tests.deducer.oracle.casebook import Case, deduced
from tests.deducer.oracle.runs import run

EXAMPLES = int(os.environ.get("PLUTO_GENERATED_APPS", "250"))
RUN = max(20, EXAMPLES // 10)


@st.composite
def apps(draw: st.DrawFn) -> App:
    return make(lambda options: draw(st.sampled_from(options)))


def _case(app: App, folder: Path) -> Case:
    app.write(folder)
    return Case(folder, {"grants": {}, "errors": []})


@given(apps())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="PLUTO_GENERATED_APPS" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_grants_are_those_it_was_made_with(app: App) -> None:
    with tempfile.TemporaryDirectory() as folder:
        result = deduced(_case(app, Path(folder)))
    assert result.errors == ()
    for function, needed in app.grants.items():
        mine = [grant for grant in result.grants if grant.function == function]
        have = {f"{grant.name}.{grant.operation}" for grant in mine}
        must = {f"{grant.name}.{grant.operation}" for grant in mine if grant.certainty == "must"}
        assert needed <= have, f"{function} lacks {needed - have}\n{app.files['app.py']}"
        assert must <= needed, f"{function} needs no {must - needed}\n{app.files['app.py']}"


@pytest.mark.parametrize("seed", range(RUN))
def test_the_generator_knows_what_its_apps_touch(seed: int, tmp_path: Path) -> None:
    """The generator itself is held against real runs: what is touched is what it says."""
    app = make(random.Random(seed).choice)  # the same apps every time
    touched = run(_case(app, tmp_path))
    assert {
        name: {touch.partition("/")[2] for touch in touches} for name, touches in touched.items()
    } == app.grants
