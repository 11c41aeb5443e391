#!/bin/sh
# Makes the virtual environment that `make demo` and `make test` use, from Python and pip alone.
#
#   tools/venv.sh VENV [--dev]
#
# Needs CPython 3.10-3.13 with venv and pip; PYTHON=/path/to/python chooses one. Done again only when
# pyproject.toml or this script has changed since.
set -eu
venv=$1
extra=${2:-}
stamp="$venv/.pluto-installed${extra}"
root=$(cd "$(dirname "$0")/.." && pwd)

if [ -f "$stamp" ] && [ "$stamp" -nt "$root/pyproject.toml" ] && [ "$stamp" -nt "$0" ]; then
    exit 0
fi

fits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.13 python3.12 python3.11 python3.10 python; do
        if command -v "$candidate" >/dev/null 2>&1 && fits "$candidate"; then
            python=$candidate
            break
        fi
    done
fi
if [ -z "$python" ] || ! fits "$python"; then
    echo "Pluto needs CPython 3.10 to 3.13 with its venv and ensurepip modules, and found none." >&2
    echo "hint: install one (Debian and Ubuntu: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python …" >&2
    exit 1
fi

if [ ! -x "$venv/bin/python" ] || ! fits "$venv/bin/python"; then
    echo "Making a virtual environment in $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi
echo "Installing Pluto into $venv (a minute or so, the first time)"
# uv resolves and installs in seconds what takes pip minutes; it is one of Pluto's own dependencies anyway.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.8,<1'
if [ "$extra" = "--dev" ]; then
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --group "$root/pyproject.toml:dev" -e "$root"
else
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" -e "$root"
fi
touch "$stamp"
