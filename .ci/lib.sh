# What .ci/run and .ci/judges share; sourced, never run.

# say SENTENCE: a line that stands out from a program's own output
say() { printf '\n== %s\n' "$*"; }

# fail SENTENCE
fail() {
  printf '\n== FAILED: %s\n' "$*" >&2
  exit 1
}

# step NAME COMMAND…: run it, print how long it took; its failure ends the script (set -e)
step() {
  local name=$1 start=$SECONDS
  shift
  say "$name"
  "$@"
  printf '   %s: %d s\n' "$name" "$((SECONDS - start))"
}

# patiently COMMAND…: three tries, for what goes over a network
patiently() {
  local attempt
  for attempt in 1 2 3; do
    if "$@"; then return 0; fi
    echo "   attempt $attempt failed: $*" >&2
    sleep $((attempt * 5))
  done
  return 1
}
