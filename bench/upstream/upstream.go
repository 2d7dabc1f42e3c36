// Package upstream is the backend of the benchmarks. It must cost far less than any proxy, so it does nothing but
// answer: one thread that polls for HTTP/1.1, and raw frames for HTTP/2.
package upstream

import (
	"fmt"
	"net"
)

// Where it listens, on 127.0.0.1.
const (
	HTTP1     = 18081 // small bodies, /large, /echo, /count
	HTTP2     = 18082 // in the clear with prior knowledge; echoes messages as gRPC
	TCP       = 18083 // echoes
	UDP       = 18084 // echoes
	WebSocket = 18085 // echoes messages
)

// Small and Large are the sizes of bodies in bytes.
const (
	Small = 100
	Large = 1 << 20
)

// Serve serves all of it until the process ends.
func Serve() error {
	failed := make(chan error)
	go func() { failed <- serveHTTP1(HTTP1) }()
	for port, serve := range map[int]func(net.Conn){HTTP2: serveHTTP2, TCP: echo, WebSocket: serveWebSocket} {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return err
		}
		go func() { failed <- accept(listener, serve) }()
	}
	go func() { failed <- serveUDP(UDP) }()
	return <-failed
}

func accept(listener net.Listener, serve func(net.Conn)) error {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			serve(conn)
		}()
	}
}
