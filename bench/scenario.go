package main

import (
	"fmt"
	"strings"
	"time"

	"sluice.dev/bench/load"
	"sluice.dev/bench/peer"
	"sluice.dev/bench/upstream"
)

// scenario is one way to be asked.
type scenario struct {
	name   string
	what   string
	answer string // what is counted
	front  peer.Front
	check  func(load.Target) error // before each measurement
	ask    load.Generator
	warmup int            // answers before the first measurement: what the JIT wants
	warm   load.Generator // to ask before that, because the scenario itself would take too long for it
	beside []peer.Route   // also a Sluice with this single route, which takes the same requests
	memory bool           // what is measured is memory, with a proxy started anew each time
}

const (
	jit = 250_000
	// native is as many answers as proxies are warmed up by that no JIT compiles.
	native = 20_000
)

var (
	http  = peer.Front{Kind: peer.HTTP, Backend: upstream.HTTP1, Routes: peer.Single}
	https = peer.Front{Kind: peer.HTTP, Backend: upstream.HTTP1, Routes: peer.Single, TLS: true}
	h2c   = peer.Front{Kind: peer.HTTP, Backend: upstream.HTTP1, Routes: peer.Single, HTTP2Clients: true}
	h2    = peer.Front{Kind: peer.HTTP, Backend: upstream.HTTP1, Routes: peer.Single, HTTP2Clients: true, TLS: true}
	tcp   = peer.Front{Kind: peer.TCP, Backend: upstream.TCP}
	udp   = peer.Front{Kind: peer.UDP, Backend: upstream.UDP}
	ws    = peer.Front{Kind: peer.HTTP, Backend: upstream.WebSocket, Routes: peer.Single}
	grpc  = peer.Front{Kind: peer.HTTP, Backend: upstream.HTTP2, Routes: peer.Single, HTTP2Clients: true}
)

// scenarios in the order of the report.
func scenarios() []scenario {
	all := []scenario{
		{name: "http1", what: "HTTP/1.1, 64 connections that are kept, bodies of 100 bytes", answer: "request",
			front: http, check: load.CheckHTTP, ask: load.Wrk(64, "/", 0), warmup: jit},
	}
	for _, count := range []int{1_000, 10_000} {
		all = append(all,
			scenario{name: fmt.Sprintf("hosts-%d", count), what: fmt.Sprintf("The same with %d routes, each with a host of its own, asked at random", count),
				answer: "request", front: withRoutes(byHost(count)), check: load.CheckHTTP, ask: load.Wrk(64, "/", 0), warmup: jit, beside: []peer.Route{{Host: "*.bench.example", Path: "/"}}},
			scenario{name: fmt.Sprintf("paths-%d", count), what: fmt.Sprintf("The same with %d routes, each with a prefix of the paths of one host, asked at random", count),
				answer: "request", front: withRoutes(byPath(count)), check: load.CheckHTTP, ask: load.Wrk(64, "/", 0), warmup: jit, beside: peer.Single})
	}
	return append(all,
		scenario{name: "h2c", what: "HTTP/2 in the clear from the client, 16 connections with 32 requests at once, HTTP/1.1 to the backend", answer: "request",
			front: h2c, check: load.CheckHTTP, ask: load.H2load(false), warmup: jit},
		scenario{name: "h2", what: "The same over TLS", answer: "request",
			front: h2, check: load.CheckHTTP, ask: load.H2load(false), warmup: jit},
		scenario{name: "tls", what: "HTTP/1.1 over TLS 1.3, 64 connections that are kept, bodies of 100 bytes", answer: "request",
			front: https, check: load.CheckHTTP, ask: load.Wrk(64, "/", 0), warmup: jit},
		scenario{name: "handshakes", what: "New TLS 1.3 handshakes, P-256 certificate, X25519, nothing resumed, 4 at once", answer: "handshake",
			front: https, check: load.CheckHTTP, ask: load.Handshakes(4), warmup: 5_000},
		scenario{name: "large", what: "Responses of 1 MiB, HTTP/1.1, 8 connections", answer: "response",
			front: http, check: load.CheckHTTP, ask: load.Wrk(8, "/large", 0), warmup: 5_000},
		scenario{name: "large-requests", what: "Requests of 1 MiB, HTTP/1.1, 8 connections", answer: "request",
			front: http, check: load.CheckHTTP, ask: load.Wrk(8, "/", upstream.Large), warmup: 5_000},
		scenario{name: "grpc", what: "gRPC, unary calls of 100 bytes, HTTP/2 in the clear on both sides, 16 connections with 32 calls at once", answer: "call",
			front: grpc, check: load.CheckGRPC, ask: load.H2load(true), warmup: jit},
		scenario{name: "rate-2000", what: "2,000 requests a second whatever comes back, 64 connections; latencies from when a request was due", answer: "request",
			front: http, check: load.CheckHTTP, ask: load.Rate(2_000, 64), warmup: jit, warm: load.Wrk(64, "/", 0)},
		scenario{name: "grpc-streams", what: "Messages of 100 bytes to and fro on open gRPC calls, HTTP/2 in the clear on both sides, 16 connections with 32 calls each", answer: "message",
			front: grpc, check: load.CheckGRPCStream, ask: load.GRPCStreams(16, 32), warmup: jit},
		scenario{name: "websocket", what: "Messages of 100 bytes to and fro on 64 WebSockets", answer: "message",
			front: ws, check: load.Check(load.WebSocket(1)), ask: load.WebSocket(64), warmup: jit},
		scenario{name: "tcp", what: "Messages of 100 bytes to and fro on 64 TCP connections that are passed on as they are", answer: "message",
			front: tcp, check: load.Check(load.TCP(1)), ask: load.TCP(64), warmup: jit},
		scenario{name: "udp", what: "Datagrams of 100 bytes to and fro from 64 ports", answer: "datagram",
			front: udp, check: load.Check(load.UDP(1)), ask: load.UDP(64), warmup: jit},
		scenario{name: "memory", what: fmt.Sprintf("Resident memory after %d requests on 64 connections; with %d idle connections that have had one answer beside them; and of another start with %d routes, each with a host of its own, after as many requests at random", memoryAnswers, idleConnections, manyRoutes), answer: "request",
			front: http, check: load.CheckHTTP, ask: load.Wrk(64, "/", 0), memory: true},
	)
}

func withRoutes(routes []peer.Route) peer.Front {
	front := http
	front.Routes = routes
	return front
}

func byHost(count int) []peer.Route {
	routes := make([]peer.Route, count)
	for i := range routes {
		routes[i] = peer.Route{Host: fmt.Sprintf("host-%d.bench.example", i), Path: "/"}
	}
	return routes
}

func byPath(count int) []peer.Route {
	routes := make([]peer.Route, count)
	for i := range routes {
		routes[i] = peer.Route{Host: peer.Hostname, Path: fmt.Sprintf("/path-%d/", i)}
	}
	return routes
}

// choose finds scenarios by name.
func choose(names string) ([]scenario, error) {
	all := scenarios()
	if names == "" {
		return all, nil
	}
	var chosen []scenario
	for _, name := range strings.Split(names, ",") {
		found := false
		for _, candidate := range all {
			if candidate.name == name {
				chosen = append(chosen, candidate)
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("no scenario %q; there are %s", name, strings.Join(order(), " "))
		}
	}
	return chosen, nil
}

func order() []string {
	var names []string
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	return names
}

// longestWarmup ends it for peers that are too slow for its count.
const longestWarmup = 40 * time.Second

// slowWarmup is for scenarios with a fixed rate, after the answers of the warm-up.
const slowWarmup = 5 * time.Second
