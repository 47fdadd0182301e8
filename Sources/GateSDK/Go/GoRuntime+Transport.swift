// `transport.go`: the call with its retries, timeouts and answers.

extension GoRuntime {
    static let transport = #"""
        import (
        	"bytes"
        	"context"
        	"encoding/json"
        	"errors"
        	"fmt"
        	"io"
        	"net/http"
        	"net/url"
        	"strconv"
        	"strings"
        	"sync/atomic"
        	"time"
        )

        // ExecuteAPI is the base URL of a stage of an API in a region of AWS.
        func ExecuteAPI(apiID, region, stage string) string {
        	return fmt.Sprintf("https://%s.execute-api.%s.amazonaws.com/%s", apiID, region, stage)
        }

        // Option changes how a client, or one of its calls, behaves.
        type Option func(*settings)

        type settings struct {
        	client         *http.Client
        	header         http.Header
        	middleware     []Middleware
        	retries        int
        	timeout        time.Duration
        	idempotencyKey string
        	checksRequests bool
        	response       **http.Response
        }

        // Send sends a request.
        type Send func(*http.Request) (*http.Response, error)

        // Middleware is what requests pass through, and their answers on the way back.
        type Middleware func(next Send) Send

        // WithHTTPClient sends requests with another client than http.DefaultClient.
        func WithHTTPClient(client *http.Client) Option {
        	return func(s *settings) { s.client = client }
        }

        // WithHeader sets a header.
        func WithHeader(name, value string) Option {
        	return func(s *settings) { s.header.Set(name, value) }
        }

        // WithMiddleware adds middleware; the first is the outermost. It sees each attempt.
        func WithMiddleware(middleware ...Middleware) Option {
        	return func(s *settings) {
        		s.middleware = append(append([]Middleware(nil), s.middleware...), middleware...)
        	}
        }

        // WithRetries sets the number of attempts after the first; it is 2.
        func WithRetries(count int) Option {
        	return func(s *settings) { s.retries = count }
        }

        // WithTimeout sets how long an attempt may take: 30 seconds. An answer that streams has to begin within it.
        func WithTimeout(timeout time.Duration) Option {
        	return func(s *settings) { s.timeout = timeout }
        }

        // WithIdempotencyKey sends a key as Idempotency-Key. It makes a call safe to send again.
        func WithIdempotencyKey(key string) Option {
        	return func(s *settings) { s.idempotencyKey = key }
        }

        // WithResponse stores the last answer, with its headers.
        func WithResponse(response **http.Response) Option {
        	return func(s *settings) { s.response = response }
        }

        // RequestID is the gateway's name of the request that an answer is for.
        func RequestID(response *http.Response) string {
        	if id := response.Header.Get("X-Amzn-RequestId"); id != "" {
        		return id
        	}
        	return response.Header.Get("Apigw-Requestid")
        }

        // transport is what calls have in common.
        type transport struct {
        	baseURL  string
        	schemes  map[string]scheme
        	settings settings
        }

        func newTransport(baseURL, userAgent string, schemes map[string]scheme, options []Option) transport {
        	made := settings{
        		client:  http.DefaultClient,
        		header:  http.Header{"User-Agent": {userAgent}},
        		retries: 2,
        		timeout: 30 * time.Second,
        	}
        	for _, option := range options {
        		option(&made)
        	}
        	return transport{strings.TrimRight(baseURL, "/"), schemes, made}
        }

        // send sends a request until it succeeds or cannot be sent again. The answer's body is read unless it streams.
        func (t *transport) send(
        	ctx context.Context, r *request, streams bool, options []Option,
        ) (*http.Response, error) {
        	s := t.settings
        	s.header = s.header.Clone()
        	for _, option := range options {
        		option(&s)
        	}
        	if r.err != nil {
        		return nil, r.fault(r.err)
        	}
        	if s.checksRequests && r.rules != nil {
        		if err := r.rules.look(r); err != nil {
        			return nil, r.fault(err)
        		}
        	}
        	isSafe := s.idempotencyKey != "" || r.method != http.MethodPost && r.method != http.MethodPatch
        	for attempt := 0; ; attempt++ {
        		pause := jitter(attempt)
        		response, err := t.attempt(ctx, r, &s, streams)
        		if err != nil {
        			var connection *ConnectionError
        			if !errors.As(err, &connection) || !isSafe || ctx.Err() != nil {
        				return nil, r.fault(err)
        			}
        		} else {
        			if s.response != nil {
        				*s.response = response
        			}
        			if response.StatusCode >= 200 && response.StatusCode < 300 {
        				return response, nil
        			}
        			if err = r.failed(response); !isTransient(response.StatusCode, isSafe) {
        				return nil, r.fault(err)
        			}
        			if asked := retryAfter(response); asked > pause {
        				pause = asked
        			}
        		}
        		if attempt >= s.retries {
        			return nil, r.fault(err)
        		}
        		select {
        		case <-ctx.Done():
        			return nil, r.fault(&ConnectionError{ctx.Err()})
        		case <-time.After(pause):
        		}
        	}
        }

        func (r *request) fault(err error) error {
        	return fmt.Errorf("%s %s: %w", r.method, r.path, err)
        }

        // attempt sends a request once.
        func (t *transport) attempt(
        	ctx context.Context, r *request, s *settings, streams bool,
        ) (*http.Response, error) {
        	ctx, cancel := context.WithCancel(ctx)
        	var isLate atomic.Bool
        	timer := time.AfterFunc(s.timeout, func() {
        		isLate.Store(true)
        		cancel()
        	})
        	response, err := t.answer(ctx, r, s)
        	if err == nil && !(streams && response.StatusCode < 300) {
        		var content []byte
        		content, err = io.ReadAll(response.Body)
        		response.Body.Close()
        		response.Body = io.NopCloser(bytes.NewReader(content))
        		if err != nil {
        			err = &ConnectionError{err}
        		}
        		defer cancel()
        	} else if err == nil {
        		response.Body = &stream{response.Body, cancel}
        	} else {
        		defer cancel()
        	}
        	timer.Stop()
        	if err != nil && isLate.Load() {
        		err = &ConnectionError{fmt.Errorf("no answer within %v: %w", s.timeout, context.DeadlineExceeded)}
        	}
        	return response, err
        }

        // stream is a body that ends its call when it is closed.
        type stream struct {
        	io.ReadCloser
        	cancel context.CancelFunc
        }

        func (s *stream) Close() error {
        	defer s.cancel()
        	return s.ReadCloser.Close()
        }

        func (t *transport) answer(ctx context.Context, r *request, s *settings) (*http.Response, error) {
        	made, err := r.make(t.baseURL)
        	if err != nil {
        		return nil, err
        	}
        	cookies := made.Header["Cookie"]
        	for name, values := range s.header {
        		made.Header[name] = values
        	}
        	if own := s.header.Get("Cookie"); own != "" && cookies != nil {
        		made.Header.Set("Cookie", own+"; "+cookies[0])
        	}
        	if s.idempotencyKey != "" {
        		made.Header.Set("Idempotency-Key", s.idempotencyKey)
        	}
        	for _, scheme := range t.way(r.security) {
        		if err := scheme(ctx, made, r.content); err != nil {
        			return nil, err
        		}
        	}
        	send := Send(s.client.Do)
        	for index := len(s.middleware) - 1; index >= 0; index-- {
        		send = s.middleware[index](send)
        	}
        	response, err := send(made.WithContext(ctx))
        	if err != nil {
        		// The URL is left out: it may hold a key.
        		var fault *url.Error
        		if errors.As(err, &fault) {
        			err = fault.Err
        		}
        		return nil, &ConnectionError{err}
        	}
        	return response, nil
        }

        // way is the first alternative for which there are all credentials.
        func (t *transport) way(alternatives [][]string) []scheme {
        	for _, names := range alternatives {
        		var schemes []scheme
        		for _, name := range names {
        			if scheme := t.schemes[name]; scheme != nil {
        				schemes = append(schemes, scheme)
        			}
        		}
        		if len(schemes) == len(names) {
        			return schemes
        		}
        	}
        	return nil
        }

        func isTransient(status int, isSafe bool) bool {
        	switch status {
        	case http.StatusTooManyRequests:
        		return true
        	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
        		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
        		return isSafe
        	}
        	return false
        }

        // retryAfter is how long an answer asks to wait, a minute at most.
        func retryAfter(response *http.Response) time.Duration {
        	text := response.Header.Get("Retry-After")
        	seconds, err := strconv.Atoi(text)
        	if err != nil {
        		moment, err := http.ParseTime(text)
        		if err != nil {
        			return 0
        		}
        		seconds = int(time.Until(moment).Seconds())
        	}
        	if seconds > 60 {
        		seconds = 60
        	}
        	return time.Duration(seconds) * time.Second
        }

        // byStatus is what a table has for a status, for the hundreds of it, or for 0.
        func byStatus[T any](table map[int]T, status int) T {
        	for _, key := range []int{status, status / 100} {
        		if value, ok := table[key]; ok {
        			return value
        		}
        	}
        	return table[0]
        }

        // nothing sends a request whose answer has no body.
        func (t *transport) nothing(ctx context.Context, r *request, options []Option) error {
        	_, err := t.send(ctx, r, false, options)
        	return err
        }

        // text sends a request that is answered with text.
        func (t *transport) text(ctx context.Context, r *request, options []Option) (string, error) {
        	response, err := t.send(ctx, r, false, options)
        	if err != nil {
        		return "", err
        	}
        	content, err := io.ReadAll(response.Body)
        	return string(content), err
        }

        // binary sends a request that is answered with bytes, as they come.
        func (t *transport) binary(ctx context.Context, r *request, options []Option) (io.ReadCloser, error) {
        	response, err := t.send(ctx, r, true, options)
        	if err != nil {
        		return nil, err
        	}
        	return response.Body, nil
        }

        // events sends a request that is answered with events.
        func (t *transport) events(ctx context.Context, r *request, options []Option) (*EventStream, error) {
        	body, err := t.binary(ctx, r, options)
        	if err != nil {
        		return nil, err
        	}
        	return newEventStream(body), nil
        }

        // decoded sends a request that is answered with JSON.
        func decoded[T any](ctx context.Context, t *transport, r *request, options []Option) (T, error) {
        	var value T
        	err := t.decode(ctx, r, options, answers{0: &value})
        	return value, err
        }

        // answers are where an answer goes, by its status, the hundreds of that, or 0.
        type answers map[int]any

        // decode sends a request that is answered with JSON, which goes where its status says.
        func (t *transport) decode(ctx context.Context, r *request, options []Option, places answers) error {
        	response, err := t.send(ctx, r, false, options)
        	if err != nil {
        		return err
        	}
        	content, err := io.ReadAll(response.Body)
        	response.Body = io.NopCloser(bytes.NewReader(content))
        	target := byStatus(places, response.StatusCode)
        	if err != nil || len(content) == 0 || target == nil {
        		return err
        	}
        	if r.read != nil {
        		if content, err = r.read(response, content); err != nil {
        			return r.fault(fmt.Errorf("the answer cannot be read: %w", err))
        		}
        	}
        	if err := json.Unmarshal(content, target); err != nil {
        		return r.fault(fmt.Errorf("the answer cannot be read: %w", err))
        	}
        	return nil
        }

        """#
}
