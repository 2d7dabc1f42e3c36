package load

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"sluice.dev/bench/peer"
)

var (
	h2Requests = regexp.MustCompile(`requests: (\d+) total, (\d+) started, (\d+) done, (\d+) succeeded, (\d+) failed`)
	h2Finished = regexp.MustCompile(`finished in ([\d.]+)(us|ms|s|m)`)
)

// H2load asks in HTTP/2, on 16 connections with 32 requests at once each; as gRPC with a message, else GET.
func H2load(grpc bool) Generator {
	return func(to Target, lasting time.Duration) (Result, error) {
		scheme := "http"
		if to.Front.TLS {
			scheme = "https"
		}
		path := "/"
		args := []string{"h2load", "-t1", "-c16", "-m32", "-D", fmt.Sprint(int(lasting.Seconds())),
			fmt.Sprintf("--connect-to=127.0.0.1:%d", to.Port), "-H", ":authority: " + peer.Hostname}
		if grpc {
			message := filepath.Join(to.Dir, "message")
			if err := os.WriteFile(message, grpcMessage, 0o644); err != nil {
				return Result{}, err
			}
			path = grpcPath
			args = append(args, "-d", message, "-H", "content-type: application/grpc", "-H", "te: trailers")
		}
		out, err := to.Core.Command(append(args, fmt.Sprintf("%s://%s:%d%s", scheme, peer.Hostname, to.Port, path))...).CombinedOutput()
		if err != nil {
			return Result{}, fmt.Errorf("h2load: %w: %s", err, out)
		}
		requests := h2Requests.FindSubmatch(out)
		finished := h2Finished.FindSubmatch(out)
		if requests == nil || finished == nil {
			return Result{}, fmt.Errorf("h2load said: %s", out)
		}
		took, err := time.ParseDuration(string(finished[1]) + string(finished[2]))
		right, _ := strconv.Atoi(string(requests[4]))
		wrong, _ := strconv.Atoi(string(requests[5]))
		return Result{Answers: right, Wrong: wrong, Took: took}, err
	}
}

const grpcPath = "/bench.Echo/Say"

// grpcMessage is a message of 100 bytes with its length before it.
var grpcMessage = append([]byte{0, 0, 0, 0, 100}, make([]byte, 100)...)
