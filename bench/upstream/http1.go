package upstream

import (
	"bytes"
	"fmt"
	"strconv"
	"syscall"
)

var headEnd = []byte("\r\n\r\n")

// http1 is the server of HTTP/1.1: one thread, one poll, no goroutine.
type http1 struct {
	epoll  int
	conns  map[int32]*http1Conn
	input  []byte
	small  []byte
	large  []byte
	served int
}

type http1Conn struct {
	fd      int
	partial []byte // the head that is not complete
	skip    int    // what is left of the body of the request before
	out     []byte // what the socket did not take
	blocked bool   // whether it is watched for taking more
	then    []byte // the answer once that body has come
}

func answer(body []byte) []byte {
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n", len(body))
	return append([]byte(head), body...)
}

func serveHTTP1(port int) error {
	listener, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		return err
	}
	if err := syscall.SetsockoptInt(listener, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return err
	}
	if err := syscall.Bind(listener, &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return fmt.Errorf("port %d: %w", port, err)
	}
	if err := syscall.Listen(listener, 4096); err != nil {
		return err
	}
	epoll, err := syscall.EpollCreate1(0)
	if err != nil {
		return err
	}
	server := &http1{
		epoll: epoll,
		conns: map[int32]*http1Conn{},
		input: make([]byte, 256<<10),
		small: answer(bytes.Repeat([]byte("s"), Small)),
		large: answer(bytes.Repeat([]byte("l"), Large)),
	}
	if err := server.watch(syscall.EPOLL_CTL_ADD, listener, syscall.EPOLLIN); err != nil {
		return err
	}
	return server.run(listener)
}

func (s *http1) watch(op, fd int, events uint32) error {
	return syscall.EpollCtl(s.epoll, op, fd, &syscall.EpollEvent{Events: events, Fd: int32(fd)})
}

func (s *http1) run(listener int) error {
	events := make([]syscall.EpollEvent, 256)
	for {
		n, err := syscall.EpollWait(s.epoll, events, -1)
		if err != nil && err != syscall.EINTR {
			return err
		}
		for _, event := range events[:max(n, 0)] {
			if int(event.Fd) == listener {
				s.accept(listener)
			} else if conn := s.conns[event.Fd]; conn != nil && !s.serve(conn, event.Events) {
				delete(s.conns, event.Fd)
				syscall.Close(conn.fd)
			}
		}
	}
}

func (s *http1) accept(listener int) {
	for {
		fd, _, err := syscall.Accept4(listener, syscall.SOCK_NONBLOCK)
		if err != nil {
			return
		}
		syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
		s.conns[int32(fd)] = &http1Conn{fd: fd}
		s.watch(syscall.EPOLL_CTL_ADD, fd, syscall.EPOLLIN)
	}
}

// serve returns whether the connection lives on.
func (s *http1) serve(conn *http1Conn, events uint32) bool {
	if events&syscall.EPOLLOUT != 0 && !s.flush(conn) {
		return false
	}
	if events&^uint32(syscall.EPOLLOUT) == 0 {
		return true
	}
	n, err := syscall.Read(conn.fd, s.input)
	if err == syscall.EAGAIN {
		return true
	}
	if err != nil || n == 0 {
		return false
	}
	input := s.input[:n]
	if len(conn.partial) > 0 {
		input = append(conn.partial, input...)
	}
	rest := s.consume(conn, input)
	conn.partial = append(conn.partial[:0:0], rest...)
	return s.flush(conn)
}

// consume answers all requests that are whole and returns what is left.
func (s *http1) consume(conn *http1Conn, input []byte) []byte {
	for len(input) > 0 {
		if conn.skip > 0 {
			skipped := min(conn.skip, len(input))
			conn.skip -= skipped
			input = input[skipped:]
			if conn.skip == 0 {
				s.respond(conn, conn.then)
			}
			continue
		}
		end := bytes.Index(input, headEnd)
		if end < 0 {
			return input
		}
		head := input[:end]
		input = input[end+len(headEnd):]
		conn.then = s.answerTo(head)
		if conn.skip = bodyLength(head); conn.skip == 0 {
			s.respond(conn, conn.then)
		}
	}
	return nil
}

func (s *http1) respond(conn *http1Conn, response []byte) {
	s.served++
	if len(conn.out) == 0 {
		conn.out = response
	} else {
		conn.out = append(conn.out[:len(conn.out):len(conn.out)], response...)
	}
}

func (s *http1) answerTo(head []byte) []byte {
	_, line, _ := bytes.Cut(head, []byte(" "))
	target, _, _ := bytes.Cut(line, []byte(" "))
	switch {
	case bytes.HasSuffix(target, []byte("/large")):
		return s.large
	case bytes.HasSuffix(target, []byte("/echo")):
		return answer(head)
	case bytes.HasSuffix(target, []byte("/count")):
		return answer([]byte(strconv.Itoa(s.served)))
	default:
		return s.small
	}
}

func bodyLength(head []byte) int {
	if head[0] != 'P' {
		return 0
	}
	for _, line := range bytes.Split(head, headEnd[:2]) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("content-length")) {
			length, _ := strconv.Atoi(string(bytes.TrimSpace(value)))
			return length
		}
	}
	return 0
}

// flush writes what is there; returns whether the connection lives on.
func (s *http1) flush(conn *http1Conn) bool {
	for len(conn.out) > 0 {
		n, err := syscall.Write(conn.fd, conn.out)
		if err == syscall.EAGAIN {
			conn.blocked = true
			return s.watch(syscall.EPOLL_CTL_MOD, conn.fd, syscall.EPOLLIN|syscall.EPOLLOUT) == nil
		}
		if err != nil {
			return false
		}
		conn.out = conn.out[n:]
	}
	if conn.blocked {
		conn.blocked = false
		return s.watch(syscall.EPOLL_CTL_MOD, conn.fd, syscall.EPOLLIN) == nil
	}
	return true
}
