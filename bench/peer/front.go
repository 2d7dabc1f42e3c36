// Package peer starts the proxies that are compared, all on the same front: the same listener, routes, backend,
// forwarded headers, pools and TLS, and everything else as each of them comes.
package peer

import "sluice.dev/bench/upstream"

// Kind is what a front takes.
type Kind string

// The kinds of fronts. HTTP takes all versions, and upgrades to WebSocket.
const (
	HTTP Kind = "http"
	TCP  Kind = "tcp"
	UDP  Kind = "udp"
)

// Front is what a proxy serves and where it passes it on to.
type Front struct {
	Kind Kind
	TLS  bool // with the certificate of the run, for Hostname, TLS 1.3 where the client has it
	// HTTP2Clients says that clients speak HTTP/2 without TLS; nginx has a port for either.
	HTTP2Clients bool
	Backend      int // a port of package upstream
	Routes       []Route
}

// Route is one rule: an exact host and a prefix of the path.
type Route struct{ Host, Path string }

// Hostname is the host of fronts with one route.
const Hostname = "bench.example"

// Single is the one route of most scenarios.
var Single = []Route{{Hostname, "/"}}

// HTTP2Backend says whether the backend is spoken to in HTTP/2.
func (f Front) HTTP2Backend() bool { return f.Backend == upstream.HTTP2 }

// ByHost groups the routes by host, in the order of the first of each.
func (f Front) ByHost() []HostRoutes {
	var hosts []HostRoutes
	at := map[string]int{}
	for _, route := range f.Routes {
		i, known := at[route.Host]
		if !known {
			i = len(hosts)
			at[route.Host] = i
			hosts = append(hosts, HostRoutes{Host: route.Host})
		}
		hosts[i].Paths = append(hosts[i].Paths, route.Path)
	}
	return hosts
}

// HostRoutes is a host with the prefixes of its paths.
type HostRoutes struct {
	Host  string
	Paths []string
}
