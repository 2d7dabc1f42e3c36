package load

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"sluice.dev/bench/peer"
)

// Handshakes makes new TLS connections, so many at once, verifies the certificate and closes them in good order.
func Handshakes(atOnce int) Generator {
	return func(to Target, lasting time.Duration) (Result, error) {
		config := &tls.Config{
			RootCAs:          to.Roots,
			ServerName:       peer.Hostname,
			MinVersion:       tls.VersionTLS13,
			CurvePreferences: []tls.CurveID{tls.X25519},
		}
		var right, wrong atomic.Int64
		var last atomic.Value
		var workers sync.WaitGroup
		began := time.Now()
		for range atOnce {
			workers.Go(func() {
				for time.Since(began) < lasting {
					if err := handshake(to.Port, config); err == nil {
						right.Add(1)
					} else {
						wrong.Add(1)
						last.Store(err.Error())
					}
				}
			})
		}
		workers.Wait()
		if right.Load() == 0 {
			return Result{}, fmt.Errorf("no handshake ends well: %v", last.Load())
		}
		return Result{Answers: int(right.Load()), Wrong: int(wrong.Load()), Took: time.Since(began)}, nil
	}
}

func handshake(port int, config *tls.Config) error {
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	defer conn.Close()
	secure := tls.Client(conn, config)
	if err := secure.Handshake(); err != nil {
		return err
	}
	if err := secure.CloseWrite(); err != nil {
		return err
	}
	// The other side has seen the end of the handshake when it closes; not all say so in good order.
	_, _ = io.Copy(io.Discard, secure)
	return nil
}
