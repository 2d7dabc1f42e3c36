# What the tests that are scripts share (sourced, not run). A test defines show,
# which prints what helps to find out why it failed, remove, which takes
# everything away that it made, and at_the_end; it calls finish by trap. Each
# check prints a line; the last line counts them.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tmp=$(mktemp -d)
passed=0 failed=0

# check WHAT SECONDS COMMAND...: passes as soon as the command does within that
# time; 0 allows one try.
check() {
  local what=$1 begin=${EPOCHREALTIME/./} end; end=$((begin + $2 * 1000000)); shift 2
  until "$@" >"$tmp/last" 2>&1; do
    if ((${EPOCHREALTIME/./} >= end)); then
      echo "FAILED: $what"
      sed 's/^/    /' "$tmp/last" | tail -15
      failed=$((failed + 1))
      return 0
    fi
    sleep 0.1
  done
  echo "ok: $what ($(((${EPOCHREALTIME/./} - begin) / 1000)) ms)"
  passed=$((passed + 1))
}

is() { [ "$("${@:2}")" = "$1" ]; }

# code URL [HOST]: the status code, 000 where there is no answer; the page is in $tmp/page.
code() {
  curl -s -o "$tmp/page" -w '%{http_code}' --max-time 20 -H "Host: ${2-www.example.com}" "$1" || true
}
answers() { local c; c=$(code "${@:2}"); echo "answer $c"; [ "$c" = "$1" ]; }
welcomes() { answers 200 "$1" && grep 'Welcome to nginx!' "$tmp/page"; }
steady() { local i; for i in 1 2 3 4 5; do answers "$@" || return 1; done; }
# A closed port refuses; an address without a Service is not reachable (both 7).
closed() { local e=0; curl -s -o /dev/null --max-time 5 "$1" || e=$?; echo "curl ended with $e"; [ "$e" = 7 ]; }

finish() {
  local status=$?
  at_the_end
  ((status == 0 && failed == 0)) || show >&2
  remove >/dev/null 2>&1 || true
  rm -rf "$tmp"
  ((status == 0)) || { echo "the test itself ended early"; failed=$((failed + 1)); }
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0)) || exit 1
}
