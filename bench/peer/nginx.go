package peer

import (
	"os/exec"
	"path/filepath"
	"strings"
)

var nginx = Peer{
	Name: "nginx",
	Port: 21_000,
	Version: func() (string, error) {
		out, err := exec.Command("nginx", "-v").CombinedOutput()
		return strings.TrimSpace(strings.TrimPrefix(string(out), "nginx version: nginx/")), err
	},
	Serves: always,
	configure: func(dir string, port int, front Front, certificate Certificate) ([]string, error) {
		file := filepath.Join(dir, "nginx.conf")
		err := write(file, nginxConf, view{front, dir, port, certificate})
		return []string{"nginx", "-p", dir, "-c", file, "-e", filepath.Join(dir, "error.log")}, err
	},
}

const nginxConf = `
{{- if ne .Kind "http"}}
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
{{- end}}
user root;
daemon off;
worker_processes 1;
pid {{.Dir}}/nginx.pid;
error_log {{.Dir}}/error.log warn;
events { worker_connections 9000; }
{{- if eq .Kind "http"}}
http {
  access_log off;
  client_body_temp_path {{.Dir}}/body;
  proxy_temp_path {{.Dir}}/proxy;
  fastcgi_temp_path {{.Dir}}/fastcgi;
  uwsgi_temp_path {{.Dir}}/uwsgi;
  scgi_temp_path {{.Dir}}/scgi;
  server_names_hash_max_size 65536;
  server_names_hash_bucket_size 128;
  keepalive_requests 1000000000;
  client_max_body_size 0;
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  upstream backend {
    server 127.0.0.1:{{.Backend}};
    keepalive 1024;
    keepalive_requests 1000000000;
  }
{{- $front := .}}
{{- if .HTTP2Backend}}
  grpc_set_header Host $http_host;
  grpc_set_header X-Forwarded-For $remote_addr;
  grpc_set_header X-Forwarded-Proto $scheme;
  grpc_set_header X-Forwarded-Host $http_host;
  grpc_set_header X-Forwarded-Port $server_port;
  grpc_set_header Via "2.0 bench";
  grpc_read_timeout 300s;
{{- else}}
  proxy_http_version 1.1;
  proxy_request_buffering off;
  proxy_max_temp_file_size 0;
  proxy_set_header Connection $connection_upgrade;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Forwarded-Host $http_host;
  proxy_set_header X-Forwarded-Port $server_port;
  proxy_set_header Via "1.1 bench";
{{- end}}
{{- if .TLS}}
  ssl_certificate {{.Certificate.Chain}};
  ssl_certificate_key {{.Certificate.Key}};
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_tickets off;
  ssl_session_cache off;
{{- end}}
{{- range $i, $host := .ByHost}}
  server {
    listen 127.0.0.1:{{$front.Port}}{{if $front.TLS}} ssl http2{{else if $front.HTTP2Clients}} http2{{end}}{{if eq $i 0}} backlog=4096{{end}};
    server_name {{.Host}};
{{- range .Paths}}
    location {{.}} { {{if $front.HTTP2Backend}}grpc_pass grpc://backend{{else}}proxy_pass http://backend{{end}}; }
{{- end}}
  }
{{- end}}
}
{{- else}}
stream {
  server {
    listen 127.0.0.1:{{.Port}}{{if eq .Kind "udp"}} udp{{end}};
    proxy_pass 127.0.0.1:{{.Backend}};
    proxy_timeout 60s;
  }
}
{{- end}}
`
