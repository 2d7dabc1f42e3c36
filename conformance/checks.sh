# What the tests on the cluster share (sourced, not run), beside asserts.sh.
. "$(dirname "${BASH_SOURCE[0]}")/cluster/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/asserts.sh"
PATH=$BIN:$PATH
alive kube-apiserver || die "the cluster does not run: make cluster-up"
load=

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

# start_load ADDRESS[:PORT]...: requests to one after another, each on a connection
# of its own, until it is told to stop; what was not 200 is in $tmp/bad.
start_load() {
  local address urls=()
  for address; do
    [[ $address == *:* ]] || address+=:8080
    urls+=("http://$address/")
  done
  : >"$tmp/bad"; : >"$tmp/count"; rm -f "$tmp/stop"
  (
    n=0
    until [ -e "$tmp/stop" ]; do
      url=${urls[n % ${#urls[@]}]}
      c=$(curl -s -o /dev/null -w '%{http_code} after %{time_total} s, connected after %{time_connect} s: %{errormsg}' \
        --max-time 30 "$url" || true)
      [[ $c == 200\ * ]] || { echo "$(date +%T.%N) $url $c"; whereabouts; } >>"$tmp/bad"
      n=$((n + 1)); echo $n >"$tmp/count"
    done
  ) &
  load=$!
}
# Where a request can have got lost: which addresses nobody answered for (a pod's
# is one that is gone, a Service's one that nothing rewrote), and what was routed to.
whereabouts() {
  ip -s neigh show nud failed; ip -s neigh show nud incomplete
  kubectl get endpointslices -A -l endpointslice.kubernetes.io/managed-by=sluice.dev -o json --request-timeout=5s |
    jq -c '.items[] | [.metadata.name, .metadata.generation, (.endpoints[]? | [.addresses[0], .conditions])]'
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
