#!/bin/sh
# `make demo`: deploys the LangChain example on the local platform, runs the curl lines that the deployment prints, and
# leaves everything running.
set -eu
venv=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/examples/langchain_llama2"

echo "Installing the example's own dependencies (LangChain)"
"$venv/bin/uv" pip install --quiet --python "$venv/bin/python" -r pyproject.toml

"$venv/bin/pluto" deploy --yes --stack dev

echo
echo "Running the curl lines above:"
"$venv/bin/pluto" deploy --yes --stack dev --json >.pluto/demo.json
"$venv/bin/python" - <<'PYTHON' >.pluto/demo-curl.sh
import json, pathlib
for function in json.loads(pathlib.Path(".pluto/demo.json").read_text())["functions"]:
    print(function["curl"])
PYTHON
while IFS= read -r line; do
    printf '\n$ %s\n' "$line"
    sh -c "$line --silent --show-error --fail"
    echo
done <.pluto/demo-curl.sh

cat <<EOT

It is still running. Look around:
  cd examples/langchain_llama2
  $venv/bin/pluto explain chatbot      # why each permission was granted
  $venv/bin/pluto logs chatbot         # what the function printed
Take it all down again:
  make destroy-demo
EOT
