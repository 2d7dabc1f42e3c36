package upstream

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"io"
	"net"
	"net/http"
)

// serveWebSocket accepts an upgrade and sends each message back (RFC 6455).
func serveWebSocket(conn net.Conn) {
	reader := bufio.NewReaderSize(conn, 64<<10)
	request, err := http.ReadRequest(reader)
	if err != nil {
		return
	}
	accept := sha1.Sum([]byte(request.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	head := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
		base64.StdEncoding.EncodeToString(accept[:]) + "\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		return
	}
	var message [4 + 1<<16]byte
	for {
		n, opcode, err := readMasked(reader, message[4:])
		if err != nil || opcode == 8 {
			return
		}
		frame := message[2 : 4+n]
		if n < 126 {
			frame[1] = byte(n)
		} else {
			frame = message[:4+n]
			frame[1] = 126
			binary.BigEndian.PutUint16(frame[2:], uint16(n))
		}
		frame[0] = 0x80 | opcode
		if _, err := conn.Write(frame); err != nil {
			return
		}
	}
}

// readMasked reads one frame of at most 64 KiB into payload, unmasked.
func readMasked(reader *bufio.Reader, payload []byte) (n int, opcode byte, err error) {
	var head [8]byte
	if _, err = io.ReadFull(reader, head[:2]); err != nil {
		return
	}
	opcode = head[0] & 0xf
	n = int(head[1] & 0x7f)
	if n == 126 {
		if _, err = io.ReadFull(reader, head[2:4]); err != nil {
			return
		}
		n = int(binary.BigEndian.Uint16(head[2:]))
	}
	mask := head[4:]
	if _, err = io.ReadFull(reader, mask); err != nil {
		return
	}
	_, err = io.ReadFull(reader, payload[:n])
	for i := range payload[:n] {
		payload[i] ^= mask[i&3]
	}
	return
}
