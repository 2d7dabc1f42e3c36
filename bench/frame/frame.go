// Package frame writes and reads the frames of HTTP/2 (RFC 9113, section 4.1), no more than the benchmarks need.
package frame

import (
	"encoding/binary"
	"io"
)

// Preface is what a client sends first.
const Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// The types of frames.
const (
	Data         = 0x0
	Headers      = 0x1
	ResetStream  = 0x3
	Settings     = 0x4
	Ping         = 0x6
	GoAway       = 0x7
	WindowUpdate = 0x8
)

// The flags of frames.
const (
	EndStream  = 0x1
	Ack        = 0x1
	EndHeaders = 0x4
)

// InitialWindowSize is the setting of that name.
const InitialWindowSize = 0x4

// Head is what comes before the payload.
type Head struct {
	Length int
	Type   byte
	Flags  byte
	Stream uint32
}

// ReadHead reads the nine bytes of a head.
func ReadHead(in io.Reader) (Head, error) {
	var bytes [9]byte
	if _, err := io.ReadFull(in, bytes[:]); err != nil {
		return Head{}, err
	}
	return Head{
		Length: int(bytes[0])<<16 | int(bytes[1])<<8 | int(bytes[2]),
		Type:   bytes[3],
		Flags:  bytes[4],
		Stream: binary.BigEndian.Uint32(bytes[5:]) &^ (1 << 31),
	}, nil
}

// Append appends a frame.
func Append(to []byte, kind, flags byte, stream uint32, payload []byte) []byte {
	n := len(payload)
	to = append(to, byte(n>>16), byte(n>>8), byte(n), kind, flags)
	to = binary.BigEndian.AppendUint32(to, stream)
	return append(to, payload...)
}

// Setting is the payload of a Settings frame with one setting.
func Setting(id uint16, value uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16(nil, id), value)
}

// Uint32 is the payload of a WindowUpdate frame.
func Uint32(value uint32) []byte {
	return binary.BigEndian.AppendUint32(nil, value)
}
