package peer

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

// envoyProgram is set by bench/run to the program in the wheel.
func envoyProgram() string { return os.Getenv("ENVOY") }

var envoyVersion = regexp.MustCompile(`version: [0-9a-f]+/([^/]+)/`)

var envoy = Peer{
	Name: "envoy",
	Port: 23_000,
	Version: func() (string, error) {
		out, err := exec.Command(envoyProgram(), "--version").Output()
		version := envoyVersion.FindSubmatch(out)
		if err != nil || version == nil {
			return "", errors.New("no envoy program")
		}
		return string(version[1]), nil
	},
	Serves: always,
	configure: func(dir string, port int, front Front, certificate Certificate) ([]string, error) {
		file := filepath.Join(dir, "envoy.yaml")
		err := write(file, envoyConf, view{front, dir, port, certificate})
		return []string{envoyProgram(), "-c", file, "--concurrency", "1", "--use-dynamic-base-id", "-l", "warn"}, err
	},
}

const envoyConf = `
static_resources:
  listeners:
  - name: front
    address: { socket_address: { address: 127.0.0.1, port_value: {{.Port}}{{if eq .Kind "udp"}}, protocol: UDP{{end}} } }
{{- if eq .Kind "udp"}}
    udp_listener_config: { downstream_socket_config: { max_rx_datagram_size: 9000 } }
    listener_filters:
    - name: udp_proxy
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig
        stat_prefix: front
        matcher:
          on_no_match:
            action:
              name: route
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.udp.udp_proxy.v3.Route
                cluster: backend
{{- else}}
    tcp_backlog_size: 4096
    filter_chains:
    - filters:
{{- if eq .Kind "tcp"}}
      - name: envoy.filters.network.tcp_proxy
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
          stat_prefix: front
          cluster: backend
{{- else}}
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: front
          codec_type: AUTO
          use_remote_address: true
          generate_request_id: false
          upgrade_configs: [ { upgrade_type: websocket } ]
          http_filters:
          - name: envoy.filters.http.router
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
              suppress_envoy_headers: true
          route_config:
            request_headers_to_add:
            - { header: { key: x-forwarded-host, value: "%REQ(:AUTHORITY)%" }, append_action: OVERWRITE_IF_EXISTS_OR_ADD }
            - { header: { key: x-forwarded-port, value: "%DOWNSTREAM_LOCAL_PORT%" }, append_action: OVERWRITE_IF_EXISTS_OR_ADD }
            - { header: { key: via, value: "1.1 bench" }, append_action: OVERWRITE_IF_EXISTS_OR_ADD }
            virtual_hosts:
{{- range .ByHost}}
            - name: {{.Host}}
              domains: [ "{{.Host}}", "{{.Host}}:*" ]
              routes:
{{- range .Paths}}
              - { match: { prefix: "{{.}}" }, route: { cluster: backend, timeout: 0s } }
{{- end}}
{{- end}}
{{- end}}
{{- if .TLS}}
      transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
          disable_stateless_session_resumption: true
          disable_stateful_session_resumption: true
          common_tls_context:
            alpn_protocols: [ h2, http/1.1 ]
            tls_params: { tls_minimum_protocol_version: TLSv1_2, tls_maximum_protocol_version: TLSv1_3 }
            tls_certificates:
            - { certificate_chain: { filename: "{{.Certificate.Chain}}" }, private_key: { filename: "{{.Certificate.Key}}" } }
{{- end}}
{{- end}}
  clusters:
  - name: backend
    type: STATIC
    connect_timeout: 5s
    circuit_breakers:
      thresholds: [ { max_connections: 65536, max_pending_requests: 65536, max_requests: 65536 } ]
{{- if .HTTP2Backend}}
    typed_extension_protocol_options:
      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
        explicit_http_config: { http2_protocol_options: {} }
{{- end}}
    load_assignment:
      cluster_name: backend
      endpoints:
      - lb_endpoints:
        - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: {{.Backend}} } } }
`
