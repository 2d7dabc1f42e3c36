package load

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"sluice.dev/bench/peer"
)

// Rate sends so many requests a second whether or not earlier ones are answered, on so many connections. A request that
// finds none free waits for one, and its time counts from when it was due, so that a proxy that stalls cannot hide the
// requests that it kept from being sent (coordinated omission). One thread that polls: it is precise, and cheap.
func Rate(perSecond, connections int) Generator {
	return func(to Target, lasting time.Duration) (Result, error) {
		r := rate{
			request:  fmt.Appendf(nil, "GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n", peer.Hostname),
			interval: time.Second / time.Duration(perSecond),
			total:    int(lasting.Seconds() * float64(perSecond)),
			byFD:     map[int32]*rateConn{},
		}
		if err := r.connect(to.Port, connections); err != nil {
			return Result{}, err
		}
		defer r.close()
		began := time.Now()
		err := r.run(began)
		return Result{
			Answers: len(r.took), Wrong: r.total - len(r.took), Took: time.Since(began), Latency: percentiles(r.took),
		}, err
	}
}

type rate struct {
	request  []byte
	interval time.Duration
	total    int
	epoll    int
	byFD     map[int32]*rateConn
	free     []*rateConn
	answered int
	took     []time.Duration // of right answers
}

type rateConn struct {
	fd  int
	due time.Time
	in  []byte
}

func (r *rate) connect(port, connections int) (err error) {
	if r.epoll, err = syscall.EpollCreate1(0); err != nil {
		return err
	}
	for range connections {
		fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
		if err != nil {
			return err
		}
		conn := &rateConn{fd: fd}
		r.byFD[int32(fd)] = conn
		r.free = append(r.free, conn)
		if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
			return err
		}
		if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
			return err
		}
		event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
		if err := syscall.EpollCtl(r.epoll, syscall.EPOLL_CTL_ADD, fd, &event); err != nil {
			return err
		}
	}
	return nil
}

func (r *rate) close() {
	for _, conn := range r.byFD {
		syscall.Close(conn.fd)
	}
	syscall.Close(r.epoll)
}

// answerLimit ends a run whose last answers do not come.
const answerLimit = 10 * time.Second

func (r *rate) run(began time.Time) error {
	var events [64]syscall.EpollEvent
	end := began.Add(time.Duration(r.total)*r.interval + answerLimit)
	for sent := 0; r.answered < r.total && time.Now().Before(end); {
		next := began.Add(time.Duration(sent) * r.interval)
		for sent < r.total && len(r.free) > 0 && !time.Now().Before(next) {
			conn := r.free[len(r.free)-1]
			r.free = r.free[:len(r.free)-1]
			conn.due = next
			if _, err := syscall.Write(conn.fd, r.request); err != nil {
				return err
			}
			sent++
			next = next.Add(r.interval)
		}
		wait := 100 * time.Millisecond
		if sent < r.total && len(r.free) > 0 {
			wait = min(wait, max(0, time.Until(next)))
		}
		n, err := waitFor(r.epoll, events[:], wait)
		if err != nil {
			return err
		}
		for _, event := range events[:n] {
			if err := r.read(r.byFD[event.Fd]); err != nil {
				return err
			}
		}
	}
	return nil
}

// read takes what has come of a response.
func (r *rate) read(conn *rateConn) error {
	var buffer [4096]byte
	n, err := syscall.Read(conn.fd, buffer[:])
	if err != nil || n == 0 {
		return fmt.Errorf("the proxy closed a connection: %v", err)
	}
	conn.in = append(conn.in, buffer[:n]...)
	head, body, whole := bytes.Cut(conn.in, []byte("\r\n\r\n"))
	if !whole || len(body) < contentLength(head) {
		return nil
	}
	r.answered++
	if bytes.HasPrefix(head, []byte("HTTP/1.1 200")) {
		r.took = append(r.took, time.Since(conn.due))
	}
	conn.in = conn.in[:0]
	r.free = append(r.free, conn)
	return nil
}

func contentLength(head []byte) int {
	for line := range bytes.SplitSeq(head, []byte("\r\n")) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("content-length")) {
			length, _ := strconv.Atoi(string(bytes.TrimSpace(value)))
			return length
		}
	}
	return 0
}

// epollPwait2 is the number of the system call on all architectures; it waits in nanoseconds, where others round up.
const epollPwait2 = 441

func waitFor(epoll int, events []syscall.EpollEvent, wait time.Duration) (int, error) {
	limit := syscall.NsecToTimespec(int64(wait))
	n, _, errno := syscall.Syscall6(epollPwait2, uintptr(epoll), uintptr(unsafe.Pointer(&events[0])), uintptr(len(events)),
		uintptr(unsafe.Pointer(&limit)), 0, 0)
	if errno == syscall.EINTR {
		return 0, nil
	}
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

func percentiles(took []time.Duration) *Latency {
	slices.Sort(took)
	at := func(part float64) float64 {
		if len(took) == 0 {
			return 0
		}
		return float64(took[int(part*float64(len(took)-1))].Nanoseconds()) / 1_000
	}
	return &Latency{P50: at(0.5), P99: at(0.99), P999: at(0.999), Max: at(1)}
}
