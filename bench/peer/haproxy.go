package peer

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

var haproxy = Peer{
	Name: "haproxy",
	Port: 22_000,
	Version: func() (string, error) {
		out, err := exec.Command("haproxy", "-v").Output()
		first, _, _ := strings.Cut(string(out), "\n")
		version, _, _ := strings.Cut(strings.TrimPrefix(first, "HAProxy version "), " ")
		return version, err
	},
	Serves: func(front Front) bool { return front.Kind != UDP },
	configure: func(dir string, port int, front Front, certificate Certificate) ([]string, error) {
		var routes strings.Builder
		for _, route := range front.Routes {
			routes.WriteString(route.Host + route.Path + " backend\n")
		}
		if err := os.WriteFile(filepath.Join(dir, "routes.map"), []byte(routes.String()), 0o644); err != nil {
			return nil, err
		}
		file := filepath.Join(dir, "haproxy.cfg")
		err := write(file, haproxyConf, view{front, dir, port, certificate})
		return []string{"haproxy", "-db", "-f", file}, err
	},
}

const haproxyConf = `
global
  nbthread 1
  maxconn 8000
defaults
  mode {{.Kind}}
  timeout connect 5s
  timeout client 75s
  timeout server 75s
  timeout tunnel 1h
frontend front
  bind 127.0.0.1:{{.Port}} backlog 4096{{if .TLS}} ssl crt {{.Certificate.Both}} alpn h2,http/1.1 no-tls-tickets{{end}}
{{- if eq .Kind "http"}}
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto {{if .TLS}}https{{else}}http{{end}}
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Port %[dst_port]
  http-request set-header Via "1.1 bench"
  use_backend %[base,map_beg({{.Dir}}/routes.map)]
{{- else}}
  default_backend backend
{{- end}}
backend backend
{{- if eq .Kind "http"}}
  http-reuse always
{{- end}}
  server only 127.0.0.1:{{.Backend}}{{if .HTTP2Backend}} proto h2{{end}}
`
