package upstream

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"

	"sluice.dev/bench/frame"
)

// The header blocks that are sent need no table (RFC 7541), and those that come are not read: every call is answered
// alike, so only frames count.
var (
	responseHead = append([]byte{0x88, 0x0f, 0x10, 16}, "application/grpc"...)
	trailers     = append([]byte{0x00, 11}, "grpc-status\x010"...)
)

// window is given to the other side at once, and again when half of it is used.
const window = 1 << 24

type http2Conn struct {
	in         *bufio.Reader
	out        []byte
	held       []held // echoes that wait for the window of the connection
	sendWindow int
	received   int            // not yet given back to the window of the connection
	streams    map[uint32]int // the same for each stream
}

type held struct {
	bytes  []byte
	weight int
}

// serveHTTP2 sends each message of each call back and ends it well when the other side does (RFC 9113).
func serveHTTP2(conn net.Conn) {
	c := &http2Conn{in: bufio.NewReaderSize(conn, 64<<10), sendWindow: 65_535, streams: map[uint32]int{}}
	if discard(c.in, len(frame.Preface)) != nil {
		return
	}
	c.out = frame.Append(c.out, frame.Settings, 0, 0, frame.Setting(frame.InitialWindowSize, window))
	c.out = frame.Append(c.out, frame.WindowUpdate, 0, 0, frame.Uint32(window))
	payload := make([]byte, 1<<14)
	for {
		if c.in.Buffered() == 0 && len(c.out) > 0 {
			if _, err := conn.Write(c.out); err != nil {
				return
			}
			c.out = c.out[:0]
		}
		head, err := frame.ReadHead(c.in)
		if err != nil || head.Length > len(payload) {
			return
		}
		if _, err := io.ReadFull(c.in, payload[:head.Length]); err != nil {
			return
		}
		c.handle(head, payload[:head.Length])
	}
}

func (c *http2Conn) handle(head frame.Head, payload []byte) {
	switch head.Type {
	case frame.Headers:
		c.out = frame.Append(c.out, frame.Headers, frame.EndHeaders, head.Stream, responseHead)
		c.end(head)
	case frame.Data:
		c.echo(head.Stream, payload)
		c.giveBack(head.Stream, len(payload))
		c.end(head)
	case frame.Settings:
		if head.Flags&frame.Ack == 0 {
			c.out = frame.Append(c.out, frame.Settings, frame.Ack, 0, nil)
		}
	case frame.Ping:
		if head.Flags&frame.Ack == 0 {
			c.out = frame.Append(c.out, frame.Ping, frame.Ack, 0, payload)
		}
	case frame.WindowUpdate:
		if head.Stream == 0 {
			c.sendWindow += int(binary.BigEndian.Uint32(payload))
			c.release()
		}
	case frame.ResetStream:
		delete(c.streams, head.Stream)
	}
}

// echo heeds the window of the connection; messages go to and fro one by one, so a stream's own is never used up.
func (c *http2Conn) echo(stream uint32, payload []byte) {
	c.send(held{frame.Append(nil, frame.Data, 0, stream, payload), len(payload)})
}

func (c *http2Conn) send(f held) {
	if len(c.held) > 0 || c.sendWindow < f.weight {
		c.held = append(c.held, f)
		return
	}
	c.sendWindow -= f.weight
	c.out = append(c.out, f.bytes...)
}

func (c *http2Conn) release() {
	waiting := c.held
	c.held = nil
	for _, f := range waiting {
		c.send(f)
	}
}

func (c *http2Conn) end(head frame.Head) {
	if head.Flags&frame.EndStream != 0 {
		delete(c.streams, head.Stream)
		c.send(held{frame.Append(nil, frame.Headers, frame.EndHeaders|frame.EndStream, head.Stream, trailers), 0})
	}
}

func (c *http2Conn) giveBack(stream uint32, n int) {
	if c.received += n; c.received > window/2 {
		c.out = frame.Append(c.out, frame.WindowUpdate, 0, 0, frame.Uint32(uint32(c.received)))
		c.received = 0
	}
	if c.streams[stream] += n; c.streams[stream] > window/2 {
		c.out = frame.Append(c.out, frame.WindowUpdate, 0, stream, frame.Uint32(uint32(c.streams[stream])))
		c.streams[stream] = 0
	}
}
