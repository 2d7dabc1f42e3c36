package load

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"sluice.dev/bench/peer"
)

// message is what is sent to and fro over connections without HTTP.
var message = bytes.Repeat([]byte("m"), 100)

// exchange is a way to send a message and what has to come back.
type exchange struct {
	message, reply []byte
	open           func(port int) (*os.File, error)
}

// lossLimit is how long a datagram may take before it counts as lost.
const lossLimit = 500 * time.Millisecond

// TCP sends messages to and fro on so many connections.
func TCP(connections int) Generator {
	return exchange{message, message, func(port int) (*os.File, error) { return dial("tcp", port) }}.pingPong(connections)
}

// UDP sends datagrams to and fro from so many ports.
func UDP(ports int) Generator {
	return exchange{message, message, func(port int) (*os.File, error) { return dial("udp", port) }}.pingPong(ports)
}

// WebSocket sends messages to and fro on so many connections (RFC 6455).
func WebSocket(connections int) Generator {
	masked := append([]byte{0x82, 0x80 | byte(len(message)), 0, 0, 0, 0}, message...)
	plain := append([]byte{0x82, byte(len(message))}, message...)
	return exchange{masked, plain, upgraded}.pingPong(connections)
}

// Check makes one connection's worth of exchanges, each of which is compared.
func Check(ask Generator) func(Target) error {
	return func(to Target) error {
		result, err := ask(to, 50*time.Millisecond)
		if err == nil && (result.Answers == 0 || result.Wrong > 0) {
			err = fmt.Errorf("%d right and %d wrong answers", result.Answers, result.Wrong)
		}
		return err
	}
}

func dial(network string, port int) (*os.File, error) {
	conn, err := net.Dial(network, fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.(interface{ File() (*os.File, error) }).File()
}

func upgraded(port int) (*os.File, error) {
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", peer.Hostname)
	if err != nil {
		return nil, err
	}
	// Nobody speaks before we do, so that the reader takes nothing that follows the head.
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, err
	}
	// The key and its answer are those of RFC 6455, section 1.3.
	if response.StatusCode != 101 || response.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		return nil, fmt.Errorf("no upgrade but %s", response.Status)
	}
	return conn.(*net.TCPConn).File()
}

type player struct {
	file  *os.File
	fd    int
	came  []byte
	asked time.Time
}

// pingPong sends the next message on each connection when the one before has come back. One thread that polls.
func (e exchange) pingPong(connections int) Generator {
	return func(to Target, lasting time.Duration) (result Result, err error) {
		epoll, err := syscall.EpollCreate1(0)
		if err != nil {
			return result, err
		}
		defer syscall.Close(epoll)
		players := map[int32]*player{}
		for range connections {
			file, err := e.open(to.Port)
			if err != nil {
				return result, err
			}
			defer file.Close()
			p := &player{file: file, fd: int(file.Fd())}
			if err := syscall.SetNonblock(p.fd, true); err != nil {
				return result, err
			}
			players[int32(p.fd)] = p
			event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(p.fd)}
			if err := syscall.EpollCtl(epoll, syscall.EPOLL_CTL_ADD, p.fd, &event); err != nil {
				return result, err
			}
		}
		began := time.Now()
		for _, p := range players {
			if err := e.ask(p); err != nil {
				return result, err
			}
		}
		events := make([]syscall.EpollEvent, connections)
		buffer := make([]byte, 4096)
		for time.Since(began) < lasting {
			n, err := syscall.EpollWait(epoll, events, 100)
			if err != nil && !errors.Is(err, syscall.EINTR) {
				return result, err
			}
			for _, event := range events[:max(n, 0)] {
				if err := e.read(players[event.Fd], buffer, &result); err != nil {
					return result, err
				}
			}
			if n <= 0 {
				// Only datagrams may be lost; anything else that does not come back ends with no answers.
				for _, p := range players {
					if time.Since(p.asked) > lossLimit {
						result.Wrong++
						if err := e.ask(p); err != nil {
							return result, err
						}
					}
				}
			}
		}
		result.Took = time.Since(began)
		return result, nil
	}
}

func (e exchange) ask(p *player) error {
	p.came = p.came[:0]
	p.asked = time.Now()
	_, err := syscall.Write(p.fd, e.message)
	return err
}

func (e exchange) read(p *player, buffer []byte, result *Result) error {
	n, err := syscall.Read(p.fd, buffer)
	if errors.Is(err, syscall.EAGAIN) {
		return nil
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return io.ErrUnexpectedEOF
	}
	p.came = append(p.came, buffer[:n]...)
	if len(p.came) < len(e.reply) {
		return nil
	}
	if bytes.Equal(p.came, e.reply) {
		result.Answers++
	} else {
		result.Wrong++
	}
	return e.ask(p)
}
