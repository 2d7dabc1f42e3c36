// Package load asks proxies for answers, and counts only the right ones.
package load

import (
	"crypto/x509"
	"time"

	"sluice.dev/bench/peer"
)

// Target is the proxy to ask.
type Target struct {
	Port  int
	Front peer.Front
	Roots *x509.CertPool
	Core  peer.Core // of the load generator
	Dir   string    // for its files
}

// Result is what came of it.
type Result struct {
	Answers int           // right ones: responses, messages or handshakes
	Wrong   int           // all others
	Took    time.Duration // from the first to the last
	Latency *Latency      // where it was taken
}

// Latency is how long answers took from when they were due, in microseconds.
type Latency struct {
	P50  float64 `json:"p50_us"`
	P99  float64 `json:"p99_us"`
	P999 float64 `json:"p99_9_us"`
	Max  float64 `json:"max_us"`
}

// Generator asks for about that long.
type Generator func(to Target, lasting time.Duration) (Result, error)
