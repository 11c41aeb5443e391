"""A function that is too large is refused before anything is deployed, with what makes it so."""

from __future__ import annotations

import zipfile

import pytest

from pluto_py.bundling.limits import MAX_UNZIPPED, MAX_ZIPPED_UPLOAD
from pluto_py.errors import PlutoError

from .conftest import function

MEGABYTE = 1024 * 1024


def test_the_biggest_parts_are_named(app, wheelhouse, install):
    install(
        wheelhouse.add("huge", files={"huge/__init__.py": "", "huge/weights.bin": bytes(200 * MEGABYTE)}),
        wheelhouse.add("large", files={"large/__init__.py": "", "large/weights.bin": bytes(60 * MEGABYTE)}),
        wheelhouse.add("small"),
    )
    with pytest.raises(PlutoError, match=r"function 'chat' is too large: 260\.\d MB unzipped") as caught:
        app.build_all(function("chat", distributions=["huge", "large", "small"]))
    rows = [line.split(maxsplit=2) for line in (caught.value.why or "").splitlines()[1:]]
    assert rows[:2] == [["200.0", "MB", "huge-1.0"], ["60.0", "MB", "large-1.0"]]
    assert not list((app.root / ".pluto" / "bundles").glob("*.zip"))


def test_bytecode_makes_room_where_it_would_be_too_much(app, wheelhouse, install):
    """200 MB of data and 30 MB of modules fit; with as much bytecode they would not."""
    module = "X = 1\n" + f"# {'x' * 1000}\n" * 30_000
    install(wheelhouse.add("big", files={"big/__init__.py": module, "big/data.bin": bytes(200 * MEGABYTE)}))
    bundle = app.build("big")
    assert 200 * MEGABYTE < bundle.unzipped_size < MAX_UNZIPPED
    with zipfile.ZipFile(bundle.path) as archive:
        assert "big/__init__.py" in archive.namelist()
        assert not [name for name in archive.namelist() if name.startswith("big/__pycache__/")]


def test_the_size_of_the_zip_tells_whether_it_goes_through_s3(app):
    app.configure(include=["data/*"])
    app.write("data/noise.bin", zipfile.Path.__doc__.encode())
    assert app.build().size < MAX_ZIPPED_UPLOAD == 50 * MEGABYTE
