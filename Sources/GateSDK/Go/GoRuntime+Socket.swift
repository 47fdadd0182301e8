// `socket.go`: the connection of a WebSocket API, and the next one when it is lost.

extension GoRuntime {
    static let socket = #"""
        import (
        	"context"
        	"encoding/json"
        	"errors"
        	"fmt"
        	"net"
        	"net/http"
        	"sync"
        	"time"
        )

        const (
        	// eventsMax is how many events wait for who takes them. Further ones hold the connection up.
        	eventsMax = 1000
        	// settledAfter is how long a connection lasts that attempts to connect again are counted anew after.
        	settledAfter = 5 * time.Second
        	// closeWait is how long the API may take to answer a close.
        	closeWait = 3 * time.Second
        )

        // Event is a message that came: an event of the API, a Refusal or an Other.
        type Event interface{ isEvent() }

        // Refusal is what the gateway says of a message that it could not handle.
        type Refusal struct {
        	Message      string
        	ConnectionID string
        	RequestID    string
        }

        func (r Refusal) isEvent() {}

        // Other is a message of no kind that the API tells of, as it came.
        type Other struct{ Data []byte }

        func (o Other) isEvent() {}

        // ConnectionError means that there is no connection.
        type ConnectionError struct{ Err error }

        func (e *ConnectionError) Error() string { return "no connection: " + e.Err.Error() }

        // Unwrap is the reason: a HandshakeError, a CloseError, or what the network told.
        func (e *ConnectionError) Unwrap() error { return e.Err }

        // Option changes how a client behaves.
        type Option func(*settings)

        type settings struct {
        	client     *http.Client
        	header     http.Header
        	reconnects int
        	timeout    time.Duration
        	pings      time.Duration
        }

        // WithHTTPClient sends handshakes by another client than http.DefaultClient.
        func WithHTTPClient(client *http.Client) Option {
        	return func(s *settings) { s.client = client }
        }

        // WithHeader sets a header of the handshake.
        func WithHeader(name, value string) Option {
        	return func(s *settings) { s.header.Set(name, value) }
        }

        // WithReconnects sets how often in a row it is tried to make a lost connection again; it is 10.
        func WithReconnects(count int) Option {
        	return func(s *settings) { s.reconnects = count }
        }

        // WithTimeout sets how long a handshake, and the writing of a message, may take: 30 seconds.
        func WithTimeout(timeout time.Duration) Option {
        	return func(s *settings) { s.timeout = timeout }
        }

        // WithPings sets how often a ping is sent: every 30 seconds; 0 for never. A connection on which nothing comes
        // for twice as long is lost.
        func WithPings(interval time.Duration) Option {
        	return func(s *settings) { s.pings = interval }
        }

        // kinds read events, by the selector's value.
        type kinds map[string]func([]byte) (Event, error)

        func kind[T Event](data []byte) (Event, error) {
        	var event T
        	err := json.Unmarshal(data, &event)
        	return event, err
        }

        // socket is a connection, and the next one when it is lost.
        type socket struct {
        	handshake *handshake
        	// selector are the members that lead to a message's kind.
        	selector []string
        	kinds    kinds
        	settings settings
        	events   chan Event
        	// ctx ends with Close, or when nothing is tried any more.
        	ctx     context.Context
        	cancel  context.CancelFunc
        	isEnded chan struct{}

        	mutex   sync.Mutex
        	link    *link
        	changed chan struct{}
        	err     error
        }

        func newSocket(h *handshake, userAgent string, selector []string, kinds kinds, options []Option) *socket {
        	made := settings{
        		client:     http.DefaultClient,
        		header:     http.Header{"User-Agent": {userAgent}},
        		reconnects: 10,
        		timeout:    30 * time.Second,
        		pings:      30 * time.Second,
        	}
        	for _, option := range options {
        		option(&made)
        	}
        	s := &socket{handshake: h, selector: selector, kinds: kinds, settings: made}
        	s.events, s.isEnded, s.changed = make(chan Event, eventsMax), make(chan struct{}), make(chan struct{})
        	s.ctx, s.cancel = context.WithCancel(context.Background())
        	return s
        }

        // open makes the first connection.
        func (s *socket) open(ctx context.Context) error {
        	l, err := s.dial(ctx)
        	if err != nil {
        		return &ConnectionError{err}
        	}
        	s.link = l
        	go s.run(l)
        	return nil
        }

        // Events are the messages that come, until the connection ends for good. It is the same channel each time.
        func (s *socket) Events() <-chan Event { return s.events }

        // Err is why the events ended; nil before that, and after Close.
        func (s *socket) Err() error {
        	s.mutex.Lock()
        	defer s.mutex.Unlock()
        	return s.err
        }

        // Close ends the connection for good. Events that nobody took are still there.
        func (s *socket) Close() error {
        	s.cancel()
        	s.mutex.Lock()
        	l := s.link
        	s.mutex.Unlock()
        	if l != nil {
        		timer := time.AfterFunc(closeWait, l.end)
        		defer timer.Stop()
        		l.close(closeNormal, "")
        	}
        	<-s.isEnded
        	return nil
        }

        // SendMessage sends any JSON. It waits for the next connection where there is none.
        func (s *socket) SendMessage(ctx context.Context, message any) error {
        	data, err := json.Marshal(message)
        	if err != nil {
        		return err
        	}
        	return s.send(ctx, data)
        }

        // route sends a message of a route.
        func (s *socket) route(ctx context.Context, key string, message any) error {
        	data, err := json.Marshal(message)
        	if err != nil {
        		return err
        	}
        	if data, err = selected(data, s.selector, key); err != nil {
        		return fmt.Errorf("%s: %w", key, err)
        	}
        	return s.send(ctx, data)
        }

        // selected sets the member of a message that tells its kind.
        func selected(data []byte, path []string, kind string) ([]byte, error) {
        	if len(path) == 0 {
        		return json.Marshal(kind)
        	}
        	var members map[string]json.RawMessage
        	if err := json.Unmarshal(data, &members); data != nil && err != nil {
        		return nil, errors.New("a message has to be an object")
        	}
        	if members == nil {
        		members = map[string]json.RawMessage{}
        	}
        	inner, err := selected(members[path[0]], path[1:], kind)
        	if err != nil {
        		return nil, err
        	}
        	members[path[0]] = inner
        	return json.Marshal(members)
        }

        func (s *socket) send(ctx context.Context, data []byte) error {
        	for {
        		l, err := s.wait(ctx)
        		if err != nil {
        			return err
        		}
        		if err = l.send(ctx, frameText, data); err == nil || ctx.Err() != nil {
        			return err
        		}
        		// A message that is cut off has not arrived: the next connection takes it.
        		l.end()
        		s.mutex.Lock()
        		if s.link == l {
        			s.link = nil
        		}
        		s.mutex.Unlock()
        	}
        }

        // wait waits for a connection.
        func (s *socket) wait(ctx context.Context) (*link, error) {
        	for {
        		s.mutex.Lock()
        		l, changed := s.link, s.changed
        		s.mutex.Unlock()
        		if s.ctx.Err() != nil {
        			if err := s.Err(); err != nil {
        				return nil, err
        			}
        			return nil, &ConnectionError{net.ErrClosed}
        		}
        		if l != nil {
        			return l, nil
        		}
        		select {
        		case <-changed:
        		case <-s.ctx.Done():
        		case <-ctx.Done():
        			return nil, ctx.Err()
        		}
        	}
        }

        // event is what a message tells.
        func (s *socket) event(data []byte) Event {
        	value := json.RawMessage(data)
        	for _, name := range s.selector {
        		var members map[string]json.RawMessage
        		if json.Unmarshal(value, &members) != nil {
        			members = nil
        		}
        		value = members[name]
        	}
        	var kind string
        	if json.Unmarshal(value, &kind) == nil && s.kinds[kind] != nil {
        		if event, err := s.kinds[kind](data); err == nil {
        			return event
        		}
        		return Other{data}
        	}
        	var told struct{ Message, ConnectionID, RequestID, MessageID *string }
        	if json.Unmarshal(data, &told) == nil && told.Message != nil && told.ConnectionID != nil {
        		if told.RequestID == nil {
        			told.RequestID = told.MessageID
        		}
        		if told.RequestID != nil {
        			return Refusal{*told.Message, *told.ConnectionID, *told.RequestID}
        		}
        	}
        	return Other{data}
        }

        // run reads what comes, from one connection after the other.
        func (s *socket) run(l *link) {
        	attempt := 0
        	var err error
        	for l != nil {
        		began := time.Now()
        		err = s.listen(l)
        		if time.Since(began) > settledAfter {
        			attempt = 0
        		}
        		l, attempt, err = s.again(attempt, err)
        	}
        	s.mutex.Lock()
        	if s.ctx.Err() == nil {
        		s.err = &ConnectionError{err}
        	}
        	s.link = nil
        	s.mutex.Unlock()
        	s.cancel()
        	close(s.events)
        	close(s.isEnded)
        }

        // listen reads what comes until the connection is lost.
        func (s *socket) listen(l *link) error {
        	defer l.end()
        	go l.keepAlive(s.settings.pings)
        	for {
        		data, err := l.receive()
        		if err != nil {
        			return err
        		}
        		select {
        		case s.events <- s.event(data):
        		case <-s.ctx.Done():
        		}
        	}
        }

        // again makes the next connection, after pauses that grow and vary; nil when it gives up.
        func (s *socket) again(attempt int, err error) (*link, int, error) {
        	s.mutex.Lock()
        	s.link = nil
        	s.mutex.Unlock()
        	for ; attempt < s.settings.reconnects; attempt++ {
        		select {
        		case <-s.ctx.Done():
        			return nil, attempt, err
        		case <-time.After(jitter(attempt)):
        		}
        		l, failure := s.dial(s.ctx)
        		if failure != nil {
        			err = failure
        			continue
        		}
        		s.mutex.Lock()
        		defer s.mutex.Unlock()
        		if s.ctx.Err() != nil {
        			l.end()
        			return nil, attempt, err
        		}
        		s.link = l
        		close(s.changed)
        		s.changed = make(chan struct{})
        		return l, attempt + 1, nil
        	}
        	return nil, attempt, err
        }

        // dial makes one connection.
        func (s *socket) dial(ctx context.Context) (*link, error) {
        	ctx, cancel := context.WithTimeout(ctx, s.settings.timeout)
        	defer cancel()
        	request, key, err := s.handshake.make(ctx, s.settings.header)
        	if err != nil {
        		return nil, err
        	}
        	stream, err := upgraded(s.settings.client, request, key)
        	if err != nil {
        		return nil, err
        	}
        	return newLink(stream, s.settings.timeout), nil
        }

        """#
}
