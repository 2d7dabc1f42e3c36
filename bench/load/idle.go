package load

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"sluice.dev/bench/peer"
)

// Idle opens so many connections that each get one answer and then say nothing, until they are stopped.
func Idle(to Target, connections int) (stop func(), err error) {
	var open []net.Conn
	stop = func() {
		for _, conn := range open {
			conn.Close()
		}
	}
	for range connections {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", to.Port))
		if err != nil {
			stop()
			return nil, err
		}
		open = append(open, conn)
		if err := askOnce(conn); err != nil {
			stop()
			return nil, err
		}
	}
	return stop, nil
}

func askOnce(conn net.Conn) error {
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", peer.Hostname); err != nil {
		return err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", response.Status)
	}
	return nil
}
