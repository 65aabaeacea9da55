#!/usr/bin/env bash
# From `pip install` into a fresh virtual environment to the first fact remembered and recalled through MCP: seconds of
# each part. Packages come from the index that pip is set up for; --no-model leaves the local model out.
#
#   examples/first_fact.sh [--no-model]
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache" XDG_DATA_HOME="$work/data" PIP_DISABLE_PIP_VERSION_CHECK=1
now() { "${PYTHON:-python3}" -c 'import time; print(time.time())'; }
since() { awk "BEGIN { print $(now) - $1 }"; }
began=$(now)

took() {  # took NAME COMMAND...: run it quietly, and print its seconds
  local name=$1 at
  shift
  at=$(now)
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  printf '%-44s %6.1f s\n' "$name" "$(since "$at")"
}

took "virtual environment" "${PYTHON:-python3}" -m venv "$work/venv"
took "pip install mnesis[mcp]" "$work/venv/bin/pip" install --quiet "$root[mcp]"
took "first fact through MCP, without the model" "$work/venv/bin/python" "$root/examples/first_fact.py" "$work/a.db"
cat "$work/log"
if [ "${1:-}" != --no-model ]; then
  took "mnesis model install" "$work/venv/bin/mnesis" model install
  took "first fact through MCP, with the model" "$work/venv/bin/python" "$root/examples/first_fact.py" "$work/b.db"
  cat "$work/log"
fi
printf '%-44s %6.1f s\n' "all of it" "$(since "$began")"
