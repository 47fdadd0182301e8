// `frames.go`: RFC 6455 over what a handshake leaves. Go's standard library has no client of it.

extension GoRuntime {
    static let frames = #"""
        import (
        	"bufio"
        	"context"
        	"crypto/rand"
        	"encoding/binary"
        	"errors"
        	"fmt"
        	"io"
        	"net"
        	"sync/atomic"
        	"time"
        	"unicode/utf8"
        )

        const (
        	// messageBytesMax is the longest message that is read. API Gateway sends 128 KB at most.
        	messageBytesMax = 1 << 20
        	// frameBytesMax is the most that a frame carries: what API Gateway takes.
        	frameBytesMax = 32 << 10
        	// controlBytesMax is the most that a close, ping or pong carries: RFC 6455, section 5.5.
        	controlBytesMax = 125
        )

        // Kinds of frames: RFC 6455, section 5.2.
        const (
        	frameContinued = 0x0
        	frameText      = 0x1
        	frameBinary    = 0x2
        	frameClose     = 0x8
        	framePing      = 0x9
        	framePong      = 0xa
        	// frameFinal is the bit of a message's last frame.
        	frameFinal = 0x80
        )

        // Reasons to close: RFC 6455, section 7.4.1.
        const (
        	closeNormal   = 1000
        	closeProtocol = 1002
        	closeNoStatus = 1005
        	closeText     = 1007
        	closeTooLarge = 1009
        )

        // CloseError is the end of a connection, by the API or for what it sent.
        type CloseError struct {
        	// Status is a code of RFC 6455, section 7.4; 1005 where there was none.
        	Status int
        	Reason string
        }

        func (e *CloseError) Error() string {
        	if e.Reason == "" {
        		return fmt.Sprintf("closed with status %d", e.Status)
        	}
        	return fmt.Sprintf("closed with status %d: %s", e.Status, e.Reason)
        }

        // CloseStatus is the status that a connection was closed with; -1 where an error is no CloseError.
        func CloseStatus(err error) int {
        	var closed *CloseError
        	if errors.As(err, &closed) {
        		return closed.Status
        	}
        	return -1
        }

        // link is one connection: frames of RFC 6455 over what the handshake left.
        type link struct {
        	stream  io.ReadWriteCloser
        	reader  *bufio.Reader
        	timeout time.Duration
        	// turn holds a token while a message is written.
        	turn chan struct{}
        	// isClosing is true once a close was written: nothing follows it.
        	isClosing bool
        	// closed is closed with the link.
        	closed chan struct{}
        	isOver atomic.Bool
        	// since is when the read that waits began, in nanoseconds; 0 while none waits.
        	since atomic.Int64
        }

        func newLink(stream io.ReadWriteCloser, timeout time.Duration) *link {
        	l := &link{stream: stream, timeout: timeout, turn: make(chan struct{}, 1), closed: make(chan struct{})}
        	l.reader = bufio.NewReader(l)
        	return l
        }

        // Read reads from the stream and tells for how long nothing came.
        func (l *link) Read(data []byte) (int, error) {
        	l.since.Store(time.Now().UnixNano())
        	defer l.since.Store(0)
        	return l.stream.Read(data)
        }

        // end drops the connection.
        func (l *link) end() {
        	if !l.isOver.Swap(true) {
        		close(l.closed)
        		l.stream.Close()
        	}
        }

        // keepAlive sends pings, and drops the connection when nothing comes for two intervals.
        func (l *link) keepAlive(interval time.Duration) {
        	if interval <= 0 {
        		return
        	}
        	ticker := time.NewTicker(interval)
        	defer ticker.Stop()
        	for {
        		select {
        		case <-l.closed:
        			return
        		case now := <-ticker.C:
        			if since := l.since.Load(); since != 0 && now.UnixNano()-since > 2*int64(interval) {
        				l.end()
        				return
        			}
        			go l.send(context.Background(), framePing, nil)
        		}
        	}
        }

        // send sends a message or a control frame. What cannot be written in time ends the connection.
        func (l *link) send(ctx context.Context, kind byte, data []byte) error {
        	ctx, cancel := context.WithTimeout(ctx, l.timeout)
        	defer cancel()
        	select {
        	case l.turn <- struct{}{}:
        	case <-l.closed:
        		return net.ErrClosed
        	case <-ctx.Done():
        		return ctx.Err()
        	}
        	defer func() { <-l.turn }()
        	if l.isClosing {
        		return net.ErrClosed
        	}
        	l.isClosing = kind == frameClose
        	frames, err := masked(kind, data)
        	if err != nil {
        		return err
        	}
        	written := make(chan error, 1)
        	go func() {
        		_, err := l.stream.Write(frames)
        		written <- err
        	}()
        	select {
        	case err = <-written:
        	case <-ctx.Done():
        		err = ctx.Err()
        	}
        	if err != nil {
        		l.end()
        	}
        	return err
        }

        // masked writes data as frames, each with a mask of its own.
        func masked(kind byte, data []byte) ([]byte, error) {
        	var out []byte
        	for {
        		part := data
        		if len(part) > frameBytesMax {
        			part = part[:frameBytesMax]
        		}
        		data = data[len(part):]
        		head := kind
        		if len(data) == 0 {
        			head |= frameFinal
        		}
        		switch {
        		case len(part) <= controlBytesMax:
        			out = append(out, head, 0x80|byte(len(part)))
        		default:
        			out = append(out, head, 0x80|126, byte(len(part)>>8), byte(len(part)))
        		}
        		var mask [4]byte
        		if _, err := rand.Read(mask[:]); err != nil {
        			return nil, err
        		}
        		out = append(out, mask[:]...)
        		for index, value := range part {
        			out = append(out, value^mask[index%4])
        		}
        		if len(data) == 0 {
        			return out, nil
        		}
        		kind = frameContinued
        	}
        }

        // close sends a close; nothing is sent after it.
        func (l *link) close(status int, reason string) {
        	var data []byte
        	if status != closeNoStatus {
        		data = append(binary.BigEndian.AppendUint16(nil, uint16(status)), reason...)
        	}
        	l.send(context.Background(), frameClose, data)
        }

        // receive waits for a message. Control frames are answered meanwhile.
        func (l *link) receive() ([]byte, error) {
        	data, err := l.message()
        	var fault *CloseError
        	if errors.As(err, &fault) {
        		l.close(fault.Status, "")
        	}
        	return data, err
        }

        // message is the next message. A CloseError is to be answered with a close of the same status.
        func (l *link) message() ([]byte, error) {
        	var message []byte
        	var kind byte
        	for {
        		head, data, err := l.frame(messageBytesMax - len(message))
        		if err != nil {
        			return nil, err
        		}
        		switch head &^ frameFinal {
        		case framePing:
        			if err := l.send(context.Background(), framePong, data); err != nil {
        				return nil, err
        			}
        			continue
        		case framePong:
        			continue
        		case frameClose:
        			return nil, closing(data)
        		case frameContinued:
        			if kind == 0 {
        				return nil, &CloseError{closeProtocol, "a message begins with its second frame"}
        			}
        		default:
        			if kind != 0 {
        				return nil, &CloseError{closeProtocol, "a message begins inside of another"}
        			}
        			kind = head &^ frameFinal
        		}
        		message = append(message, data...)
        		if head&frameFinal == 0 {
        			continue
        		}
        		if kind == frameText && !utf8.Valid(message) {
        			return nil, &CloseError{closeText, "text is not UTF-8"}
        		}
        		return message, nil
        	}
        }

        // frame reads a frame: its first byte and what it carries.
        func (l *link) frame(bytesMax int) (byte, []byte, error) {
        	var head [8]byte
        	if _, err := io.ReadFull(l.reader, head[:2]); err != nil {
        		return 0, nil, err
        	}
        	first, size := head[0], uint64(head[1])
        	if first&0x70 != 0 || size > 127 {
        		return 0, nil, &CloseError{closeProtocol, "a frame has reserved bits or a mask"}
        	}
        	kind, least := first&0xf, uint64(0)
        	switch size {
        	case 126:
        		_, err := io.ReadFull(l.reader, head[:2])
        		if err != nil {
        			return 0, nil, err
        		}
        		size, least = uint64(binary.BigEndian.Uint16(head[:2])), 126
        	case 127:
        		_, err := io.ReadFull(l.reader, head[:8])
        		if err != nil {
        			return 0, nil, err
        		}
        		size, least = binary.BigEndian.Uint64(head[:8]), 1<<16
        	}
        	switch {
        	case kind > frameBinary && kind < frameClose || kind > framePong:
        		return 0, nil, &CloseError{closeProtocol, "a frame of no known kind"}
        	case size < least:
        		return 0, nil, &CloseError{closeProtocol, "a frame's length is longer than need be"}
        	case kind >= frameClose && (size > controlBytesMax || first&frameFinal == 0):
        		return 0, nil, &CloseError{closeProtocol, "a control frame is long or in parts"}
        	case kind < frameClose && size > uint64(bytesMax):
        		return 0, nil, &CloseError{closeTooLarge, fmt.Sprintf("a message of more than %d bytes", messageBytesMax)}
        	}
        	data := make([]byte, size)
        	_, err := io.ReadFull(l.reader, data)
        	return first, data, err
        }

        // closing is what a close tells.
        func closing(data []byte) error {
        	if len(data) == 0 {
        		return &CloseError{closeNoStatus, ""}
        	}
        	if len(data) == 1 {
        		return &CloseError{closeProtocol, "a close with half a status"}
        	}
        	status, reason := int(binary.BigEndian.Uint16(data)), data[2:]
        	isKnown := status >= 1000 && status <= 1003 || status >= 1007 && status <= 1014
        	if !isKnown && (status < 3000 || status > 4999) {
        		return &CloseError{closeProtocol, fmt.Sprintf("a close with status %d", status)}
        	}
        	if !utf8.Valid(reason) {
        		return &CloseError{closeText, "a close whose reason is not UTF-8"}
        	}
        	return &CloseError{status, string(reason)}
        }

        """#
}
