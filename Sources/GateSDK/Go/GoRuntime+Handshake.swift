// `handshake.go`: how a connection of a WebSocket API is asked for, by net/http.

extension GoRuntime {
    static let handshake = #"""
        import (
        	"context"
        	"crypto/rand"
        	"crypto/sha1"
        	"encoding/base64"
        	"errors"
        	"fmt"
        	"io"
        	"net/http"
        	"net/url"
        	"strings"
        	"time"
        )

        // refusalBytesMax is how much is kept of an answer that refuses a handshake.
        const refusalBytesMax = 64 << 10

        // HandshakeError is an answer that refuses a connection.
        type HandshakeError struct {
        	StatusCode int
        	Header     http.Header
        	Body       []byte
        }

        func (e *HandshakeError) Error() string {
        	return strings.TrimSpace(fmt.Sprintf("refused with %d %s", e.StatusCode, http.StatusText(e.StatusCode)))
        }

        // handshake is what a connection is asked for with.
        type handshake struct {
        	address string
        	pairs   []string
        	header  http.Header
        	schemes []scheme
        }

        func newHandshake(address string, schemes ...scheme) *handshake {
        	return &handshake{address: address, header: http.Header{}, schemes: schemes}
        }

        // query adds a parameter where it has a value.
        func (h *handshake) query(name string, value *string) {
        	if value != nil {
        		h.pairs = append(h.pairs, encode(name)+"="+encode(*value))
        	}
        }

        // headerField adds a header where it has a value.
        func (h *handshake) headerField(name string, value *string) {
        	if value != nil {
        		h.header.Set(name, *value)
        	}
        }

        // make is the request, with a key that the answer has to tell of.
        func (h *handshake) make(ctx context.Context, header http.Header) (*http.Request, string, error) {
        	address, err := url.Parse(h.address)
        	if err != nil {
        		return nil, "", err
        	}
        	switch address.Scheme {
        	case "ws":
        		address.Scheme = "http"
        	case "wss":
        		address.Scheme = "https"
        	}
        	if address.Path == "" {
        		address.Path = "/"
        	}
        	pairs := h.pairs
        	if address.RawQuery != "" {
        		pairs = append([]string{address.RawQuery}, pairs...)
        	}
        	address.RawQuery = strings.Join(pairs, "&")
        	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
        	if err != nil {
        		return nil, "", err
        	}
        	for _, fields := range []http.Header{header, h.header} {
        		for name, values := range fields {
        			request.Header[name] = values
        		}
        	}
        	for _, scheme := range h.schemes {
        		if scheme == nil {
        			continue
        		}
        		if err := scheme(ctx, request, nil); err != nil {
        			return nil, "", err
        		}
        	}
        	var nonce [16]byte
        	if _, err := rand.Read(nonce[:]); err != nil {
        		return nil, "", err
        	}
        	key := base64.StdEncoding.EncodeToString(nonce[:])
        	request.Header.Set("Connection", "Upgrade")
        	request.Header.Set("Upgrade", "websocket")
        	request.Header.Set("Sec-WebSocket-Version", "13")
        	request.Header.Set("Sec-WebSocket-Key", key)
        	return request, accepted(key), nil
        }

        // accepted is what answers a key: RFC 6455, section 4.2.2.
        func accepted(key string) string {
        	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
        	return base64.StdEncoding.EncodeToString(sum[:])
        }

        // presigned is a scheme that puts Signature Version 4 for execute-api into the query.
        func presigned(provider Provider[AWSCredentials]) scheme {
        	return shown(provider, func(request *http.Request, content []byte, value AWSCredentials) error {
        		return presign(request, content, value, time.Now())
        	})
        }

        // presign signs a request for five minutes.
        func presign(request *http.Request, content []byte, credentials AWSCredentials, now time.Time) error {
        	s, err := newSignature(request, credentials, now)
        	if err != nil {
        		return err
        	}
        	pairs := []string{
        		"X-Amz-Algorithm=AWS4-HMAC-SHA256",
        		"X-Amz-Credential=" + encode(credentials.AccessKeyID+"/"+s.scope),
        		"X-Amz-Date=" + s.moment,
        		"X-Amz-Expires=300",
        		"X-Amz-SignedHeaders=host",
        	}
        	if credentials.SessionToken != "" {
        		pairs = append(pairs, "X-Amz-Security-Token="+encode(credentials.SessionToken))
        	}
        	if request.URL.RawQuery != "" {
        		pairs = append(pairs, request.URL.RawQuery)
        	}
        	request.URL.RawQuery = canonicalQuery(strings.Join(pairs, "&"))
        	fields := map[string]string{"host": request.URL.Host}
        	request.URL.RawQuery += "&X-Amz-Signature=" + s.of(request, fields, content)
        	return nil
        }

        // upgraded is the connection that an answer to a handshake leaves.
        func upgraded(client *http.Client, request *http.Request, key string) (io.ReadWriteCloser, error) {
        	asking := *client
        	asking.Timeout = 0
        	asking.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
        	response, err := asking.Do(request)
        	if err != nil {
        		// The URL is left out: it may hold a signature.
        		var fault *url.Error
        		if errors.As(err, &fault) {
        			err = fault.Err
        		}
        		return nil, err
        	}
        	header := response.Header
        	if response.StatusCode != http.StatusSwitchingProtocols {
        		defer response.Body.Close()
        		body, _ := io.ReadAll(io.LimitReader(response.Body, refusalBytesMax))
        		return nil, &HandshakeError{response.StatusCode, header, body}
        	}
        	stream, isOpen := response.Body.(io.ReadWriteCloser)
        	isOpen = isOpen && strings.EqualFold(header.Get("Upgrade"), "websocket") &&
        		header.Get("Sec-WebSocket-Accept") == key && header.Get("Sec-WebSocket-Extensions") == "" &&
        		header.Get("Sec-WebSocket-Protocol") == ""
        	if !isOpen {
        		response.Body.Close()
        		return nil, errors.New("the answer to the handshake is not that of a WebSocket")
        	}
        	return stream, nil
        }

        """#
}
