// Tests that a package brings along of its connection, against servers of their own: the same for every API.

extension GoSocketPackage {
    static let socketTests = #"""
        import (
        	"bufio"
        	"bytes"
        	"context"
        	"encoding/json"
        	"errors"
        	"fmt"
        	"io"
        	"net"
        	"net/http"
        	"net/http/httptest"
        	"reflect"
        	"strings"
        	"sync/atomic"
        	"testing"
        	"time"
        )

        // peer is the API's side of a connection.
        type peer struct {
        	net.Conn
        	reader *bufio.Reader
        }

        // write writes a frame as servers do: without a mask.
        func (p *peer) write(head byte, data string) {
        	out := []byte{head, byte(len(data))}
        	if len(data) > controlBytesMax {
        		out = []byte{head, 126, byte(len(data) >> 8), byte(len(data))}
        	}
        	p.Write(append(out, data...))
        }

        func (p *peer) says(value any) {
        	data, _ := json.Marshal(value)
        	p.write(frameFinal|frameText, string(data))
        }

        // read reads a frame, which has to have a mask.
        func (p *peer) read() (byte, string) {
        	head := make([]byte, 4)
        	if _, err := io.ReadFull(p.reader, head[:2]); err != nil || head[1]&0x80 == 0 {
        		return 0, fmt.Sprint(err)
        	}
        	size := int(head[1] & 0x7f)
        	if size == 126 {
        		io.ReadFull(p.reader, head[2:])
        		size = int(head[2])<<8 | int(head[3])
        	}
        	data := make([]byte, 4+size)
        	io.ReadFull(p.reader, data)
        	for index := range data[4:] {
        		data[4+index] ^= data[index%4]
        	}
        	return head[0], string(data[4:])
        }

        // serve opens connections for as long as a test runs.
        func serve(t *testing.T, talk func(*peer, *http.Request)) string {
        	return answer(t, func(w http.ResponseWriter, r *http.Request) { upgrade(w, r, talk) })
        }

        func upgrade(w http.ResponseWriter, r *http.Request, talk func(*peer, *http.Request)) {
        	conn, buffered, err := w.(http.Hijacker).Hijack()
        	if err != nil {
        		return
        	}
        	defer conn.Close()
        	fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
        		"Sec-WebSocket-Accept: %s\r\n\r\n", accepted(r.Header.Get("Sec-WebSocket-Key")))
        	talk(&peer{conn, buffered.Reader}, r)
        }

        // answer answers handshakes for as long as a test runs.
        func answer(t *testing.T, handler http.HandlerFunc) string {
        	server := httptest.NewServer(handler)
        	t.Cleanup(server.Close)
        	return strings.Replace(server.URL, "http", "ws", 1) + "/prod"
        }

        type saidEvent struct {
        	Text string `json:"text"`
        }

        func (e saidEvent) isEvent() {}

        func probe(t *testing.T, address string, options ...Option) *socket {
        	return probeOf(t, newHandshake(address), options...)
        }

        func probeOf(t *testing.T, h *handshake, options ...Option) *socket {
        	events := kinds{"said": kind[saidEvent]}
        	s := newSocket(h, "probe/1", []string{"meta", "kind"}, events, options)
        	if err := s.open(context.Background()); err != nil {
        		t.Fatal(err)
        	}
        	t.Cleanup(func() { s.Close() })
        	return s
        }

        // all are the events until the end.
        func all(s *socket) []Event {
        	var events []Event
        	for event := range s.Events() {
        		events = append(events, event)
        	}
        	return events
        }

        func hang(p *peer, _ *http.Request) { io.Copy(io.Discard, p.reader) }

        func TestSendsByTheRoutes(t *testing.T) {
        	s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        		for index := 0; index < 2; index++ {
        			_, data := p.read()
        			p.write(frameFinal|frameText, data)
        		}
        		p.read()
        	}))
        	message := map[string]any{"text": "hello", "meta": map[string]int{"id": 1}}
        	if err := s.route(context.Background(), "say", message); err != nil {
        		t.Fatal(err)
        	}
        	if err := s.route(context.Background(), "say", nil); err != nil {
        		t.Fatal(err)
        	}
        	for _, want := range []string{
        		`{"meta":{"id":1,"kind":"say"},"text":"hello"}`, `{"meta":{"kind":"say"}}`,
        	} {
        		if event := <-s.Events(); string(event.(Other).Data) != want {
        			t.Error(event)
        		}
        	}
        	if err := s.route(context.Background(), "say", "text"); err == nil {
        		t.Error("text as a message")
        	}
        }

        func TestHearsKindsRefusalsAndOthers(t *testing.T) {
        	s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        		p.says(map[string]any{"meta": map[string]string{"kind": "said"}, "text": "hello"})
        		p.says(map[string]any{"message": "Forbidden", "connectionId": "c", "requestId": "r"})
        		p.says(map[string]any{"meta": "said"})
        		p.says(map[string]any{"meta": map[string]string{"kind": "said"}, "text": 1})
        		p.write(frameFinal|frameText, "text")
        	}), WithReconnects(0))
        	want := []Event{
        		saidEvent{"hello"}, Refusal{"Forbidden", "c", "r"}, Other{[]byte(`{"meta":"said"}`)},
        		Other{[]byte(`{"meta":{"kind":"said"},"text":1}`)}, Other{[]byte("text")},
        	}
        	if heard := all(s); !reflect.DeepEqual(heard, want) {
        		t.Error(heard)
        	}
        	var lost *ConnectionError
        	if !errors.As(s.Err(), &lost) {
        		t.Error(s.Err())
        	}
        }

        func TestTellsParametersAndSecrets(t *testing.T) {
        	h := newHandshake("", inHeader("X-Api-Key", Static("key")), presigned(nil))
        	name, room := "a b", "7"
        	h.query("name", &name)
        	h.query("none", nil)
        	h.headerField("x-room", &room)
        	h.address = serve(t, func(p *peer, r *http.Request) {
        		p.says([]string{r.RequestURI, r.Header.Get("X-Room"), r.Header.Get("X-Api-Key"), r.UserAgent()})
        	}) + "?a=b"
        	s := probeOf(t, h, WithReconnects(0))
        	want := []Event{Other{[]byte(`["/prod?a=b\u0026name=a%20b","7","key","probe/1"]`)}}
        	if heard := all(s); !reflect.DeepEqual(heard, want) {
        		t.Errorf("%s", heard)
        	}
        }

        func TestSignsTheHandshake(t *testing.T) {
        	url := "https://abc.execute-api.eu-west-1.amazonaws.com/prod?name=a%20b"
        	request := httptest.NewRequest("GET", url, nil)
        	keys := AWSCredentials{AccessKeyID: "AKID", SecretAccessKey: "secret", SessionToken: "token"}
        	if err := presign(request, nil, keys, time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)); err != nil {
        		t.Fatal(err)
        	}
        	query := request.URL.RawQuery
        	want := "&name=a%20b&X-Amz-Signature=caf4a977e7168aaa5904e60adee7ca0a195c7551ed3c01e21d2f9e4114fbc691"
        	start := "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260131%2Feu-west-1"
        	if !strings.HasPrefix(query, start) || !strings.HasSuffix(query, want) {
        		t.Error(query)
        	}
        }

        func TestConnectsAgain(t *testing.T) {
        	var count atomic.Int32
        	s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        		if count.Add(1) == 1 {
        			return
        		}
        		_, data := p.read()
        		p.write(frameFinal|frameText, data)
        		p.read()
        	}))
        	for count.Load() < 2 {
        		time.Sleep(time.Millisecond)
        	}
        	if err := s.SendMessage(context.Background(), "later"); err != nil {
        		t.Fatal(err)
        	}
        	if event := <-s.Events(); string(event.(Other).Data) != `"later"` {
        		t.Error(event)
        	}
        }

        func TestWaitsForAConnectionNoLongerThanAsked(t *testing.T) {
        	var count atomic.Int32
        	s := probe(t, answer(t, func(w http.ResponseWriter, r *http.Request) {
        		if count.Add(1) > 1 {
        			<-r.Context().Done()
        			return
        		}
        		upgrade(w, r, func(*peer, *http.Request) {})
        	}))
        	for {
        		s.mutex.Lock()
        		l := s.link
        		s.mutex.Unlock()
        		if l == nil {
        			break
        		}
        		time.Sleep(time.Millisecond)
        	}
        	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
        	defer cancel()
        	if err := s.SendMessage(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
        		t.Error(err)
        	}
        }

        func TestGivesUpInTheEnd(t *testing.T) {
        	s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        		p.write(frameFinal|frameClose, "\x03\xe9going away")
        		if head, data := p.read(); head != frameFinal|frameClose || data != "\x03\xe9" {
        			t.Errorf("%x %q", head, data)
        		}
        	}), WithReconnects(1))
        	if heard := all(s); heard != nil || CloseStatus(s.Err()) != 1001 {
        		t.Error(heard, s.Err())
        	}
        	if s.Err().Error() != "no connection: closed with status 1001: going away" {
        		t.Error(s.Err())
        	}
        	if err := s.SendMessage(context.Background(), 1); CloseStatus(err) != 1001 {
        		t.Error(err)
        	}
        }

        func TestFailsWhenTheFirstAttemptDoes(t *testing.T) {
        	for name, handler := range map[string]http.HandlerFunc{
        		"refused": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) },
        		"moved":   func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/b", 302) },
        		"another accept": func(w http.ResponseWriter, _ *http.Request) {
        			w.Header().Set("Connection", "Upgrade")
        			w.Header().Set("Upgrade", "websocket")
        			w.Header().Set("Sec-WebSocket-Accept", "x")
        			w.WriteHeader(101)
        		},
        	} {
        		s := newSocket(newHandshake(answer(t, handler)), "probe/1", nil, nil, nil)
        		var lost *ConnectionError
        		if err := s.open(context.Background()); !errors.As(err, &lost) {
        			t.Error(name, err)
        		}
        		var refused *HandshakeError
        		if errors.As(lost, &refused) != (name != "another accept") {
        			t.Error(name, lost)
        		}
        	}
        }

        func TestClosesForGood(t *testing.T) {
        	heard := make(chan string, 1)
        	s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        		head, data := p.read()
        		p.write(head, data)
        		heard <- data
        	}))
        	s.Close()
        	s.Close()
        	if data := <-heard; data != "\x03\xe8" {
        		t.Errorf("%q", data)
        	}
        	if events := all(s); events != nil || s.Err() != nil {
        		t.Error(events, s.Err())
        	}
        	if err := s.SendMessage(context.Background(), 1); !errors.Is(err, net.ErrClosed) {
        		t.Error(err)
        	}
        }

        func TestSendsLongMessagesInFrames(t *testing.T) {
        	sizes := make(chan []int, 1)
        	s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        		var seen []int
        		for {
        			head, data := p.read()
        			seen = append(seen, int(head), len(data))
        			if head&frameFinal != 0 {
        				break
        			}
        		}
        		sizes <- seen
        		p.read()
        	}))
        	if err := s.SendMessage(context.Background(), strings.Repeat("x", 2*frameBytesMax)); err != nil {
        		t.Fatal(err)
        	}
        	if seen := <-sizes; !reflect.DeepEqual(seen, []int{1, frameBytesMax, 0, frameBytesMax, 0x80, 2}) {
        		t.Error(seen)
        	}
        }

        func TestReadsFrames(t *testing.T) {
        	long := strings.Repeat("x", 300)
        	s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        		p.write(frameText, "a\xc3")
        		p.write(frameFinal|framePing, "beat")
        		if head, data := p.read(); head != frameFinal|framePong || data != "beat" {
        			t.Errorf("%x %q", head, data)
        		}
        		p.write(frameContinued, "\xa4")
        		p.write(frameFinal|framePong, "")
        		p.write(frameFinal|frameContinued, "b")
        		p.write(frameFinal|frameBinary, long)
        	}), WithReconnects(0))
        	want := []Event{Other{[]byte("aäb")}, Other{[]byte(long)}}
        	if heard := all(s); !reflect.DeepEqual(heard, want) {
        		t.Error(heard)
        	}
        }

        func TestRefusesFrames(t *testing.T) {
        	large := []byte{0x81, 127, 0, 0, 0, 0, 0, 0x10, 0, 1}
        	parts := []byte{0x01, 1, 'x', 0x80, 127, 0, 0, 0, 0, 0, 0x10, 0, 0}
        	for name, c := range map[string]struct {
        		bytes  []byte
        		status int
        	}{
        		"a reserved bit":             {[]byte{0xc1, 0}, 1002},
        		"a mask":                     {[]byte{0x81, 0x80, 0, 0, 0, 0}, 1002},
        		"an unknown kind":            {[]byte{0x83, 0}, 1002},
        		"an unknown control":         {[]byte{0x8b, 0}, 1002},
        		"a long control":             {[]byte{0x89, 126, 0, 126}, 1002},
        		"a control in parts":         {[]byte{0x09, 0}, 1002},
        		"a length in too many bytes": {[]byte{0x81, 126, 0, 125}, 1002},
        		"a length of eight bytes":    {[]byte{0x81, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 1002},
        		"a length with a sign":       {[]byte{0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0}, 1009},
        		"too much":                   {large, 1009},
        		"too much in two":            {parts, 1009},
        		"a second frame first":       {[]byte{0x80, 0}, 1002},
        		"two first frames":           {[]byte{0x01, 0, 0x81, 0}, 1002},
        		"text that is none":          {[]byte{0x81, 1, 0xff}, 1007},
        		"half a status":              {[]byte{0x88, 1, 3}, 1002},
        		"a status that is not sent":  {[]byte{0x88, 2, 3, 0xed}, 1002},
        		"a reason that is no text":   {[]byte{0x88, 3, 3, 0xe8, 0xff}, 1007},
        	} {
        		said := make(chan string, 1)
        		s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        			p.Write(c.bytes)
        			_, data := p.read()
        			said <- data
        		}), WithReconnects(0))
        		all(s)
        		told := []byte{byte(c.status >> 8), byte(c.status)}
        		if data := <-said; CloseStatus(s.Err()) != c.status || !bytes.Equal([]byte(data), told) {
        			t.Errorf("%s: %v, %q", name, s.Err(), data)
        		}
        	}
        }

        func TestDropsConnectionsThatAreSilent(t *testing.T) {
        	began := time.Now()
        	s := probe(t, serve(t, hang), WithReconnects(0), WithPings(10*time.Millisecond))
        	if all(s); s.Err() == nil || time.Since(began) > 10*time.Second {
        		t.Error(s.Err(), time.Since(began))
        	}
        	s = probe(t, serve(t, func(p *peer, _ *http.Request) {
        		for index := 0; index < 10; index++ {
        			head, data := p.read()
        			if head != frameFinal|framePing {
        				t.Errorf("%x %q", head, data)
        			}
        			p.write(frameFinal|framePong, data)
        		}
        		p.write(frameFinal|frameClose, "")
        		p.read()
        	}), WithReconnects(0), WithPings(50*time.Millisecond))
        	if all(s); CloseStatus(s.Err()) != 1005 {
        		t.Error(s.Err())
        	}
        }

        func TestHoldsUpWhoSendsTooMuch(t *testing.T) {
        	s := probe(t, serve(t, func(p *peer, _ *http.Request) {
        		for index := 0; index < eventsMax+100; index++ {
        			p.says(index)
        		}
        	}), WithReconnects(0))
        	for len(s.events) < eventsMax {
        		time.Sleep(time.Millisecond)
        	}
        	if heard := all(s); len(heard) != eventsMax+100 {
        		t.Error(len(heard))
        	}
        	s = probe(t, serve(t, func(p *peer, _ *http.Request) {
        		for index := 0; index < eventsMax+100; index++ {
        			p.says(index)
        		}
        		p.read()
        	}))
        	for len(s.events) < eventsMax {
        		time.Sleep(time.Millisecond)
        	}
        	s.Close()
        }

        """#
}
