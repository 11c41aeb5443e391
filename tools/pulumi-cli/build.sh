#!/usr/bin/env bash
# Builds the Pulumi command line from its published Go module: `build.sh DEST_ROOT` leaves DEST_ROOT/bin/pulumi.
#
# The versions are those of go.mod and go.sum beside this file, so the result is the same on every machine.
# Nothing is done when DEST_ROOT already holds a binary made from these very files; Go's own caches make the next
# build a matter of seconds. The binary must carry a version: the Automation API refuses one without.
set -euo pipefail

if [ $# -ne 1 ]; then
  echo "usage: $0 DEST_ROOT" >&2
  exit 2
fi
if ! command -v go >/dev/null; then
  echo "$0: Go is needed to build the Pulumi command line (https://go.dev/dl), and was not found" >&2
  exit 1
fi

mkdir -p "$1/bin"
dest="$(cd "$1" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")"

version="$(go list -m -f '{{.Version}}' github.com/pulumi/pulumi/pkg/v3)"
stamp="$(cat go.mod go.sum build.sh | sha256sum | cut -d' ' -f1)"
if [ -x "$dest/bin/pulumi" ] && [ "$(cat "$dest/bin/.built-from" 2>/dev/null)" = "$stamp" ]; then
  echo "$dest/bin/pulumi is up to date ($version)"
  exit 0
fi

echo "building the Pulumi command line $version (about two minutes the first time)"
GOFLAGS="-mod=readonly -trimpath" CGO_ENABLED=0 go build \
  -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$version" \
  -o "$dest/bin/pulumi.new" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
mv -f "$dest/bin/pulumi.new" "$dest/bin/pulumi"
echo "$stamp" > "$dest/bin/.built-from"
echo "$dest/bin/pulumi is ready ($version)"
