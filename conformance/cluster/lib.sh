# Settings and helpers that the scripts share (sourced, not run).
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export CLUSTER_HOME=${CLUSTER_HOME:-$HOME/.cache/gateway-cluster}
BIN=$CLUSTER_HOME/bin LOG=$CLUSTER_HOME/log RUN=$CLUSTER_HOME/run
DATA=$CLUSTER_HOME/data PKI=$CLUSTER_HOME/pki CONF=$CLUSTER_HOME/conf
mkdir -p "$BIN" "$LOG" "$RUN" "$DATA" "$PKI" "$CONF"
export KUBECONFIG=$CLUSTER_HOME/kubeconfig
export CONTAINERD_ADDRESS=$RUN/containerd.sock

# All addresses are local to this machine: gwnode and gwpods are bridges
# without a physical port, and nothing is forwarded between them and the
# outside (see network() in up).
NODE_NAME=node
NODE_IP=10.243.0.1        # API server, kubelet, DNS, registry
POD_CIDR=10.244.0.0/24    # bridge gwpods
SERVICE_CIDR=10.96.0.0/16 # kube-proxy
LB_CIDR=172.30.0.0/24     # Services of type LoadBalancer
REGISTRY=localhost:5000
GATEWAY_API=v1.7.0

say() { printf '[%4ds] %s\n' "$SECONDS" "$*" >&2; }
die() { say "$*"; exit 1; }

# install PACKAGE...: Debian packages that are not there yet.
install() {
  local p missing=()
  for p; do dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p"); done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$LOG/apt.log" 2>&1 ||
    { tail -20 "$LOG/apt.log" >&2; return 1; }
}

# use_go: a Go of at least 1.27 (Gateway API 1.7 asks for it), by Go's own toolchain switch.
use_go() {
  local v
  v=$(cd / && go env GOVERSION 2>/dev/null) || die "Go is not installed"
  [ "$(printf '%s\n' go1.27 "$v" | sort -V | head -1)" = go1.27 ] || export GOTOOLCHAIN=go1.27.3
}

# gateway_api: the directory of the Gateway API module, which holds the CRDs.
gateway_api() {
  (use_go && cd "$CLUSTER_HOME" && go mod download -json "sigs.k8s.io/gateway-api@$GATEWAY_API" | jq -r .Dir)
}
# crds MODULE CHANNEL: installs them.
crds() {
  ls "$1/config/crd/$2"/gateway.*.yaml | sed 's/^/-f /' | xargs "$BIN/kubectl" apply --server-side
  "$BIN/kubectl" wait --for condition=Established --timeout 60s crd --all
}

# channel MODULE CHANNEL: installs the CRDs of that channel. The two share names,
# and a policy among them refuses a change from experimental to standard, so the
# other channel goes away first, with all objects.
channel() {
  local kubectl=$BIN/kubectl other
  other=$([ "$2" = standard ] && echo experimental || echo standard)
  if "$kubectl" get crd gateways.gateway.networking.k8s.io -o jsonpath='{.metadata.annotations}' 2>/dev/null |
    grep -q "\"$other\""; then
    "$kubectl" delete --ignore-not-found -f "$1/config/crd/$other/gateway.networking.k8s.io_vap_safeupgrades.yaml" >&2
    ls "$1/config/crd/$other"/gateway.*.yaml | grep -v vap_safeupgrades |
      xargs -n1 "$kubectl" delete --ignore-not-found -f >&2
  fi
  crds "$1" "$2"
}

# built NAME DIR: true if the files in DIR are the ones that were last built
# under NAME; mark_built NAME DIR: says that they now are.
tree_sum() { (cd "$1" && find . -type f | sort | xargs sha256sum | sha256sum); }
built() { [ -e "$BIN/.$1" ] && [ "$(tree_sum "$2")" = "$(cat "$BIN/.$1")" ]; }
mark_built() { tree_sum "$2" >"$BIN/.$1"; }

# put FILE: writes standard input to FILE if it differs (kube-proxy ends when its
# configuration is written to).
put() {
  cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}

# A process is known by its pid and its start time, so that a number that was
# used again is never taken for it.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
alive() {
  local pid at
  [ -e "$RUN/$1.pid" ] && read -r pid at <"$RUN/$1.pid" && [ -n "$at" ] && [ "$(started_at "$pid")" = "$at" ]
}
# start NAME COMMAND...: a daemon, unless it runs; its output is in log/NAME.log.
start() {
  local name=$1; shift
  alive "$name" && return 0
  setsid "$@" </dev/null >>"$LOG/$name.log" 2>&1 &
  echo "$! $(started_at $!)" >"$RUN/$name.pid"
}
stop() {
  local pid i
  if alive "$1"; then
    read -r pid _ <"$RUN/$1.pid"
    kill "$pid"
    for i in $(seq 100); do alive "$1" || break; sleep 0.1; done
    alive "$1" && kill -9 "$pid"
  fi
  rm -f "$RUN/$1.pid"
}
# wait_for SECONDS NAME COMMAND...: until the command works; NAME must be alive.
wait_for() {
  local end=$((SECONDS + $1)) name=$2; shift 2
  until "$@" >/dev/null 2>&1; do
    alive "$name" || { tail -20 "$LOG/$name.log" >&2; die "$name ended, see $LOG/$name.log"; }
    [ "$SECONDS" -lt "$end" ] || { tail -20 "$LOG/$name.log" >&2; die "gave up on $name, see $LOG/$name.log"; }
    sleep 0.3
  done
}
ctr() { command ctr -n k8s.io "$@"; }
