#!/bin/sh
# `make demo`: deploys the LangChain example on the local platform, runs the curl lines that the deployment printed,
# asks each function a question of its own, and leaves everything running.
set -eu
venv=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/examples/langchain_llama2"

echo "Installing the example's own dependencies (LangChain)"
"$venv/bin/uv" pip install --quiet --python "$venv/bin/python" -r pyproject.toml

"$venv/bin/pluto" deploy --yes --stack dev
"$venv/bin/pluto" deploy --yes --stack dev --json >.pluto/demo.json 2>.pluto/demo.err || {
    cat .pluto/demo.err >&2
    exit 1
}

"$venv/bin/python" - .pluto/demo.json >.pluto/demo-curl.sh <<'PYTHON'
import json
import shlex
import sys

questions = {"chatbot": "What is the capital of France?", "qa": "How long was Elizabeth hospitalized?"}
with open(sys.argv[1], encoding="utf-8") as file:
    functions = json.load(file)["functions"]
for function in functions:
    print(function["curl"])
for function in functions:
    words = ["curl", "-X", "POST", function["url"], "-H", "Content-Type: application/json"]
    print(shlex.join([*words, "-d", json.dumps([questions[function["name"]]])]))
PYTHON

echo
echo "Running the curl lines above, and then each with a question:"
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
