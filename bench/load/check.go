package load

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"sluice.dev/bench/peer"
	"sluice.dev/bench/upstream"
)

// forwarded is what the backend has to get from every proxy.
var forwarded = []string{"x-forwarded-for: ", "x-forwarded-proto: ", "x-forwarded-host: ", "x-forwarded-port: ", "via: "}

// client speaks to the proxy whatever the host is, in HTTP/2 if its front is for that, and resumes no session.
func client(to Target) *http.Client {
	address := fmt.Sprintf("127.0.0.1:%d", to.Port)
	transport := &http.Transport{
		Protocols:       &http.Protocols{},
		TLSClientConfig: &tls.Config{RootCAs: to.Roots, ServerName: peer.Hostname},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		},
	}
	transport.Protocols.SetHTTP1(!to.Front.HTTP2Clients)
	transport.Protocols.SetHTTP2(to.Front.HTTP2Clients)
	transport.Protocols.SetUnencryptedHTTP2(to.Front.HTTP2Clients)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}
}

func url(front peer.Front, host, path string) string {
	if front.TLS {
		return "https://" + host + path
	}
	return "http://" + host + path
}

// CheckHTTP compares what comes through the proxy with what has to: on some routes the small body, the headers that
// the backend gets, and the large body.
func CheckHTTP(to Target) error {
	http := client(to)
	defer http.CloseIdleConnections()
	for range 3 {
		route := to.Front.Routes[rand.IntN(len(to.Front.Routes))]
		base := url(to.Front, route.Host, strings.TrimSuffix(route.Path, "/"))
		if err := expect(http, base+"/", "s", upstream.Small); err != nil {
			return err
		}
		echo, err := get(http, base+"/echo")
		if err != nil {
			return err
		}
		for _, header := range forwarded {
			if !strings.Contains(strings.ToLower(echo), "\n"+header) {
				return fmt.Errorf("the backend did not get %q but:\n%s", header, echo)
			}
		}
		if err := expect(http, base+"/large", "l", upstream.Large); err != nil {
			return err
		}
	}
	return nil
}

func expect(client *http.Client, url, letter string, times int) error {
	body, err := get(client, url)
	if err == nil && body != strings.Repeat(letter, times) {
		err = fmt.Errorf("GET %s: not the body that the backend sends, but %d bytes", url, len(body))
	}
	return err
}

func get(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s", url, response.Status)
	}
	return string(body), err
}

// CheckGRPC makes one call and looks at its message, status and trailer.
func CheckGRPC(to Target) error {
	http2 := client(to)
	defer http2.CloseIdleConnections()
	request, err := http.NewRequest("POST", url(to.Front, peer.Hostname, grpcPath), bytes.NewReader(grpcMessage))
	if err != nil {
		return err
	}
	request.Header.Set("content-type", "application/grpc")
	request.Header.Set("te", "trailers")
	response, err := http2.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	message, err := io.ReadAll(response.Body)
	status := response.Trailer.Get("grpc-status")
	if err == nil && (response.StatusCode != 200 || !bytes.Equal(message, grpcMessage) || status != "0") {
		err = fmt.Errorf("%s, %d bytes, grpc-status %q", response.Status, len(message), status)
	}
	return err
}
