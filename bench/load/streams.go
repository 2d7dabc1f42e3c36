package load

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"sluice.dev/bench/frame"
	"sluice.dev/bench/peer"
)

// GRPCStreams keeps so many calls open on each of so many connections, and sends messages to and fro on each call.
func GRPCStreams(connections, calls int) Generator {
	return func(to Target, lasting time.Duration) (Result, error) {
		var right, wrong atomic.Int64
		failed := make(chan error, connections)
		var workers sync.WaitGroup
		var open []net.Conn
		for range connections {
			conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", to.Port))
			if err != nil {
				return Result{}, err
			}
			defer conn.Close()
			open = append(open, conn)
		}
		began := time.Now()
		for _, conn := range open {
			if err := conn.SetDeadline(began.Add(lasting)); err != nil {
				return Result{}, err
			}
			workers.Go(func() {
				c := streamsConn{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), came: map[uint32][]byte{}}
				err := c.run(calls, &right, &wrong)
				if timeout, ok := err.(net.Error); !ok || !timeout.Timeout() {
					failed <- err
				}
			})
		}
		workers.Wait()
		result := Result{Answers: int(right.Load()), Wrong: int(wrong.Load()), Took: time.Since(began)}
		select {
		case err := <-failed:
			return result, fmt.Errorf("a connection ended: %w", err)
		default:
			return result, nil
		}
	}
}

type streamsConn struct {
	conn     net.Conn
	in       *bufio.Reader
	out      []byte
	came     map[uint32][]byte // of the message that comes back, by call
	received int               // not yet given back to the window of the connection
}

// streamsWindow is given at once for the connection and each call; what calls use of theirs is given back at once.
const streamsWindow = 1 << 20

// run ends with an error, which is a timeout when it lasted as long as it should.
func (c *streamsConn) run(calls int, right, wrong *atomic.Int64) error {
	c.out = append(c.out, frame.Preface...)
	c.out = frame.Append(c.out, frame.Settings, 0, 0, frame.Setting(frame.InitialWindowSize, streamsWindow))
	c.out = frame.Append(c.out, frame.WindowUpdate, 0, 0, frame.Uint32(streamsWindow))
	for i := range calls {
		stream := uint32(2*i + 1)
		c.out = frame.Append(c.out, frame.Headers, frame.EndHeaders, stream, callHead)
		c.out = frame.Append(c.out, frame.Data, 0, stream, grpcMessage)
	}
	payload := make([]byte, 1<<14)
	for {
		if c.in.Buffered() == 0 && len(c.out) > 0 {
			if _, err := c.conn.Write(c.out); err != nil {
				return err
			}
			c.out = c.out[:0]
		}
		head, err := frame.ReadHead(c.in)
		if err != nil {
			return err
		}
		if head.Length > len(payload) {
			return fmt.Errorf("a frame of %d bytes", head.Length)
		}
		if _, err := io.ReadFull(c.in, payload[:head.Length]); err != nil {
			return err
		}
		switch {
		case head.Type == frame.Data:
			c.data(head.Stream, payload[:head.Length], right, wrong)
		case head.Type == frame.Settings && head.Flags&frame.Ack == 0:
			c.out = frame.Append(c.out, frame.Settings, frame.Ack, 0, nil)
		case head.Type == frame.Ping && head.Flags&frame.Ack == 0:
			c.out = frame.Append(c.out, frame.Ping, frame.Ack, 0, payload[:head.Length])
		case head.Type == frame.ResetStream, head.Type == frame.GoAway, head.Flags&frame.EndStream != 0 && head.Type == frame.Headers:
			return fmt.Errorf("frame type %d ends a call", head.Type)
		}
	}
}

func (c *streamsConn) data(stream uint32, bytesOf []byte, right, wrong *atomic.Int64) {
	if c.received += len(bytesOf); c.received > streamsWindow/2 {
		c.out = frame.Append(c.out, frame.WindowUpdate, 0, 0, frame.Uint32(uint32(c.received)))
		c.received = 0
	}
	came := append(c.came[stream], bytesOf...)
	if len(came) < len(grpcMessage) {
		c.came[stream] = came
		return
	}
	if bytes.Equal(came, grpcMessage) {
		right.Add(1)
	} else {
		wrong.Add(1)
	}
	c.came[stream] = came[:0]
	c.out = frame.Append(c.out, frame.WindowUpdate, 0, stream, frame.Uint32(uint32(len(came))))
	c.out = frame.Append(c.out, frame.Data, 0, stream, grpcMessage)
}

// callHead is the header block of a call (RFC 7541): what is in the static table by number, the rest as it is.
var callHead = func() []byte {
	block := []byte{0x83, 0x86, 0x04, byte(len(grpcPath))}
	block = append(append(block, grpcPath...), 0x01, byte(len(peer.Hostname)))
	block = append(append(block, peer.Hostname...), 0x0f, 0x10, 16)
	block = append(append(block, "application/grpc"...), 0x00, 2)
	return append(append(block, "te"...), "\x08trailers"...)
}()

// CheckGRPCStream sends three messages on one call, each when the one before has come back, and ends it.
func CheckGRPCStream(to Target) error {
	http2 := client(to)
	defer http2.CloseIdleConnections()
	body, messages := io.Pipe()
	request, err := http.NewRequest("POST", url(to.Front, peer.Hostname, grpcPath), body)
	if err != nil {
		return err
	}
	request.Header.Set("content-type", "application/grpc")
	request.Header.Set("te", "trailers")
	go func() { _, _ = messages.Write(grpcMessage) }()
	response, err := http2.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	came := make([]byte, len(grpcMessage))
	for i := range 3 {
		if _, err := io.ReadFull(response.Body, came); err != nil || !bytes.Equal(came, grpcMessage) {
			return fmt.Errorf("message %d came back as %q: %v", i, came, err)
		}
		if i < 2 {
			if _, err := messages.Write(grpcMessage); err != nil {
				return err
			}
		}
	}
	if err := messages.Close(); err != nil {
		return err
	}
	rest, err := io.ReadAll(response.Body)
	if status := response.Trailer.Get("grpc-status"); err == nil && (len(rest) > 0 || status != "0") {
		err = fmt.Errorf("%d bytes more, grpc-status %q", len(rest), status)
	}
	return err
}
