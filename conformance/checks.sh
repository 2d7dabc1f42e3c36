# What the tests on the cluster share (sourced, not run). A test defines remove,
# which takes everything away that it made, and at_the_end; it calls finish by
# trap. Each check prints a line; the last line counts them.
. "$(dirname "${BASH_SOURCE[0]}")/cluster/lib.sh"
cd "$HERE/../.."
PATH=$BIN:$PATH
alive kube-apiserver || die "the cluster does not run: make cluster-up"
tmp=$(mktemp -d)
passed=0 failed=0 load=

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

# columns KIND NAME COLUMN=VALUE...: what `kubectl get` shows a person; a VALUE
# is a pattern.
columns() {
  local table header row i want; kubectl get "$1" "$2" | tee "$tmp/table"
  table=$(cat "$tmp/table"); shift 2
  read -ra header <<<"$(head -1 <<<"$table")"; read -ra row <<<"$(sed -n 2p <<<"$table")"
  for want; do
    for i in "${!header[@]}"; do
      # shellcheck disable=SC2053
      [ "${header[i]}" != "${want%%=*}" ] || { [[ ${row[i]-} == ${want#*=} ]] && continue 2; }
    done
    return 1
  done
}
# condition KIND NAME JSONPATH-OF-CONDITIONS TYPE: is it True?
condition() {
  kubectl get "$1" "$2" -o "jsonpath={$3}" | tee "$tmp/conditions"
  [ "$(jq -r --arg t "$4" '.[] | select(.type == $t) | .status' "$tmp/conditions")" = True ]
}
field() { kubectl get "$1" "$2" -o "jsonpath={$3}"; }
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
gone() { local left; left=$(kubectl get "$@" --ignore-not-found -o name); echo "left: $left"; [ -z "$left" ]; }
pod_ip() { kubectl get pods -n sluice-system -l app.kubernetes.io/name=sluice -o 'jsonpath={.items[0].status.podIP}'; }

# manifests CLASS GATEWAY...: nginx in the namespace $ns, and Gateways with a route to it.
manifests() {
  local class=$1 gateway; shift
  cat <<Y
apiVersion: v1
kind: Namespace
metadata: {name: $ns}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: nginx, namespace: $ns}
spec:
  replicas: 2
  selector: {matchLabels: {app: nginx}}
  template:
    metadata: {labels: {app: nginx}}
    spec: {containers: [{name: nginx, image: nginx, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: nginx, namespace: $ns}
spec: {selector: {app: nginx}, ports: [{port: 80}]}
Y
  for gateway; do
    cat <<Y
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: $gateway, namespace: $ns}
spec:
  gatewayClassName: $class
  listeners: [{name: http, port: 8080, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: $gateway, namespace: $ns}
spec:
  parentRefs: [{name: $gateway}]
  rules: [{backendRefs: [{name: nginx, port: 80}]}]
Y
  done
}
address() { kubectl get gateway -n $ns "$1" -o 'jsonpath={.status.addresses[0].value}'; }
programmed() { kubectl wait -n $ns --for=condition=Programmed --timeout=1s "gateway/$1"; }

# Requests one after another, each on a connection of its own, until it is told
# to stop; what was not 200 is in $tmp/bad.
start_load() {
  : >"$tmp/bad"; : >"$tmp/count"; rm -f "$tmp/stop"
  (
    n=0
    until [ -e "$tmp/stop" ]; do
      c=$(curl -s -o /dev/null -w '%{http_code}' --max-time 30 "http://$1:8080/" || true)
      [ "$c" = 200 ] || echo "$(date +%T.%N) $c" >>"$tmp/bad"
      n=$((n + 1)); echo $n >"$tmp/count"
    done
  ) &
  load=$!
}
no_request_failed() {
  touch "$tmp/stop"; wait "$load" || true; load=
  echo "of $(cat "$tmp/count") requests failed:"; cat "$tmp/bad"
  [ ! -s "$tmp/bad" ] && [ "$(cat "$tmp/count")" -gt 20 ]
}
stop_load() { [ -z "$load" ] || kill "$load" 2>/dev/null || true; }

# The same image under another name, for a version that follows.
next_image() { "$BIN/crane" tag --insecure "$REGISTRY/sluice:dev" next; }
# may USER VERB KIND [NAMESPACE]: what the API server says.
may() { kubectl auth can-i "$2" "$3" --as="$1" -n "${4-$ns}"; }
# left_of_sluice: every object that says it belongs to Sluice.
left_of_sluice() {
  kubectl get namespaces,clusterroles,clusterrolebindings,priorityclasses,gatewayclasses,customresourcedefinitions -l app.kubernetes.io/part-of=sluice -o name
  kubectl get deployments,pods,services,endpointslices,serviceaccounts,roles,rolebindings,poddisruptionbudgets,networkpolicies,configmaps -A -l app.kubernetes.io/part-of=sluice -o name
}

show() {
  kubectl get gatewayclass,gateway,httproute,service,endpointslices,pods -A -o wide || true
  kubectl describe pods -n sluice-system || true
  kubectl logs -n sluice-system -l app.kubernetes.io/name=sluice --tail=150 --prefix || true
  kubectl get events -A --sort-by=.lastTimestamp | tail -40 || true
}
finish() {
  local status=$?
  at_the_end
  ((status == 0)) || show >&2
  remove >/dev/null 2>&1 || true
  rm -rf "$tmp"
  ((status == 0)) || { echo "the test itself ended early"; failed=$((failed + 1)); }
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0)) || exit 1
}
