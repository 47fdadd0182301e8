// `credentials.go`: what callers show, and Signature Version 4.

extension GoRuntime {
    static let credentials = #"""
        import (
        	"context"
        	"crypto/hmac"
        	"crypto/sha256"
        	"encoding/base64"
        	"encoding/hex"
        	"errors"
        	"fmt"
        	"net/http"
        	"net/url"
        	"regexp"
        	"sort"
        	"strings"
        	"time"
        )

        // Provider gets a credential each time that it is needed.
        type Provider[T any] func(context.Context) (T, error)

        // Static is a credential that stays the same.
        func Static[T any](value T) Provider[T] {
        	return func(context.Context) (T, error) { return value, nil }
        }

        // BasicCredentials are the user and the password of HTTP Basic.
        type BasicCredentials struct {
        	Username string
        	Password string
        }

        // AWSCredentials are keys for Signature Version 4.
        type AWSCredentials struct {
        	AccessKeyID     string
        	SecretAccessKey string
        	SessionToken    string
        	// Region is needed where the base URL does not tell it.
        	Region string
        }

        // scheme shows on a request who calls; nil where there is no credential for it.
        type scheme func(context.Context, *http.Request, []byte) error

        // shown is a scheme of a provider; show puts the credential onto a request.
        func shown[T any](provider Provider[T], show func(*http.Request, []byte, T) error) scheme {
        	if provider == nil {
        		return nil
        	}
        	return func(ctx context.Context, request *http.Request, content []byte) error {
        		value, err := provider(ctx)
        		if err != nil {
        			return fmt.Errorf("credentials: %w", err)
        		}
        		return show(request, content, value)
        	}
        }

        func inHeader(name string, provider Provider[string]) scheme {
        	return shown(provider, func(request *http.Request, _ []byte, value string) error {
        		request.Header.Set(name, value)
        		return nil
        	})
        }

        func inQuery(name string, provider Provider[string]) scheme {
        	return shown(provider, func(request *http.Request, _ []byte, value string) error {
        		query := encode(name) + "=" + encode(value)
        		if request.URL.RawQuery != "" {
        			query = request.URL.RawQuery + "&" + query
        		}
        		request.URL.RawQuery = query
        		return nil
        	})
        }

        func bearer(provider Provider[string]) scheme {
        	return shown(provider, func(request *http.Request, _ []byte, value string) error {
        		request.Header.Set("Authorization", "Bearer "+value)
        		return nil
        	})
        }

        func basic(provider Provider[BasicCredentials]) scheme {
        	return shown(provider, func(request *http.Request, _ []byte, value BasicCredentials) error {
        		text := base64.StdEncoding.EncodeToString([]byte(value.Username + ":" + value.Password))
        		request.Header.Set("Authorization", "Basic "+text)
        		return nil
        	})
        }

        var regionOfHost = regexp.MustCompile(`\.execute-api\.([^.]+)\.`)

        // signature is a signature in the making: RFC 3339's moment without signs, and what the key is good for.
        type signature struct {
        	credentials AWSCredentials
        	moment      string
        	scope       string
        }

        func newSignature(request *http.Request, credentials AWSCredentials, now time.Time) (signature, error) {
        	region := credentials.Region
        	if found := regionOfHost.FindStringSubmatch(request.URL.Host); region == "" && found != nil {
        		region = found[1]
        	}
        	if region == "" {
        		return signature{}, errors.New("the credentials need a region")
        	}
        	moment := now.UTC().Format("20060102T150405Z")
        	return signature{credentials, moment, moment[:8] + "/" + region + "/execute-api/aws4_request"}, nil
        }

        // of is the signature of a request with the fields of its header that are signed.
        func (s signature) of(request *http.Request, fields map[string]string, content []byte) string {
        	names := keys(fields)
        	path, query := canonicalPath(request.URL.EscapedPath()), canonicalQuery(request.URL.RawQuery)
        	lines := []string{request.Method, path, query}
        	for _, name := range names {
        		lines = append(lines, name+":"+fields[name])
        	}
        	lines = append(lines, "", strings.Join(names, ";"), digest(content))
        	text := strings.Join([]string{
        		"AWS4-HMAC-SHA256", s.moment, s.scope, digest([]byte(strings.Join(lines, "\n"))),
        	}, "\n")
        	key := []byte("AWS4" + s.credentials.SecretAccessKey)
        	for _, part := range append(strings.Split(s.scope, "/"), text) {
        		code := hmac.New(sha256.New, key)
        		code.Write([]byte(part))
        		key = code.Sum(nil)
        	}
        	return hex.EncodeToString(key)
        }

        // encode percent-encodes all but RFC 3986's unreserved characters.
        func encode(text string) string {
        	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
        }

        func digest(data []byte) string {
        	sum := sha256.Sum256(data)
        	return hex.EncodeToString(sum[:])
        }

        // canonicalPath encodes the segments of a path once more.
        func canonicalPath(path string) string {
        	parts := strings.Split(path, "/")
        	for index, part := range parts {
        		parts[index] = encode(part)
        	}
        	if path == "" {
        		return "/"
        	}
        	return strings.Join(parts, "/")
        }

        // canonicalQuery sorts pairs by their names, then by their values.
        func canonicalQuery(query string) string {
        	if query == "" {
        		return ""
        	}
        	pairs := strings.Split(query, "&")
        	sort.Slice(pairs, func(i, j int) bool {
        		left, leftValue, _ := strings.Cut(pairs[i], "=")
        		right, rightValue, _ := strings.Cut(pairs[j], "=")
        		return left < right || left == right && leftValue < rightValue
        	})
        	return strings.Join(pairs, "&")
        }

        """#
}
