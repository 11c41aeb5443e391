#!/bin/sh
# Prints the path of a working CPython of a version: tools/find-python.sh 3.12
#
# A pyenv shim may exist for a version that is not selected and then fails, so each candidate is run.
set -u
version=$1
pyenv_root=${PYENV_ROOT:-$HOME/.pyenv}
for candidate in "$(command -v "python$version")" "$pyenv_root/versions/$version".*/bin/python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
        printf '%s\n' "$candidate"
        exit 0
    fi
done
echo "no working Python $version on PATH or under $pyenv_root/versions" >&2
exit 1
