# What the tests of Sluice on this machine share (sourced, not run). They take
# ports that are fixed; where the system allows it, in a network of their own, so
# that nobody else can have them.
if [ -z "${OWN_NETWORK-}" ]; then
  (cd "$(dirname "$0")/../.." && make -s target/quarkus-app/quarkus-run.jar)
  if unshare --user --map-root-user --net true 2>/dev/null; then
    OWN_NETWORK=yes exec unshare --user --map-root-user --net "$0" "$@"
  fi
else
  ip link set lo up
fi
. "$(dirname "$0")/../asserts.sh"
