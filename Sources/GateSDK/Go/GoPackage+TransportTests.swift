// Tests that a package brings along of its transport, against answers made up: the same for every API.

extension GoPackage {
    static let transportTests = #"""
        import (
        	"bytes"
        	"context"
        	"encoding/json"
        	"errors"
        	"io"
        	"net/http"
        	"net/http/httptest"
        	"reflect"
        	"strings"
        	"testing"
        	"time"
        )

        // probe is a client of a server whose answers are made up; the last answer is given again and again.
        type probe struct {
        	transport
        	sent   []*http.Request
        	bodies []string
        }

        type answer func(w http.ResponseWriter, r *http.Request)

        func newProbe(t *testing.T, schemes map[string]scheme, answers ...answer) *probe {
        	p := &probe{}
        	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
        		content, _ := io.ReadAll(r.Body)
        		p.sent, p.bodies = append(p.sent, r), append(p.bodies, string(content))
        		index := len(p.sent)
        		if index > len(answers) {
        			index = len(answers)
        		}
        		answers[index-1](w, r)
        	}))
        	t.Cleanup(server.Close)
        	p.transport = newTransport(server.URL+"/prod/", "probe/1", schemes, nil)
        	return p
        }

        func says(status int, body string, header ...string) answer {
        	return func(w http.ResponseWriter, _ *http.Request) {
        		for index := 0; index < len(header); index += 2 {
        			w.Header().Set(header[index], header[index+1])
        		}
        		w.WriteHeader(status)
        		io.WriteString(w, body)
        	}
        }

        var (
        	fine = says(200, `{"n": 1}`)
        	busy = says(503, "{}", "Retry-After", "0")
        )

        type counted struct {
        	N int `json:"n"`
        }

        func (p *probe) call(method string, options ...Option) (*counted, error) {
        	return decoded[*counted](context.Background(), &p.transport, newRequest(method, "/a"), options)
        }

        func TestReadsJSON(t *testing.T) {
        	p := newProbe(t, nil, fine)
        	value, err := p.call("GET")
        	if err != nil || value.N != 1 {
        		t.Fatal(value, err)
        	}
        	if r := p.sent[0]; r.URL.Path != "/prod/a" || r.UserAgent() != "probe/1" {
        		t.Error(r.URL, r.UserAgent())
        	}
        }

        func TestRetries(t *testing.T) {
        	cases := []struct {
        		name    string
        		method  string
        		options []Option
        		answers []answer
        		sent    int
        		fails   bool
        	}{
        		{"what is safe", "GET", nil, []answer{busy, fine}, 2, false},
        		{"no POST", "POST", nil, []answer{busy, fine}, 1, true},
        		{"a POST with a key", "POST", []Option{WithIdempotencyKey("k")}, []answer{busy, fine}, 2, false},
        		{"what was throttled", "POST", nil, []answer{says(429, ""), fine}, 2, false},
        		{"no more than asked", "GET", []Option{WithRetries(0)}, []answer{busy, fine}, 1, true},
        		{"no failure of the caller", "GET", nil, []answer{says(404, ""), fine}, 1, true},
        	}
        	for _, c := range cases {
        		p := newProbe(t, nil, c.answers...)
        		_, err := p.call(c.method, c.options...)
        		if len(p.sent) != c.sent || (err != nil) != c.fails {
        			t.Error(c.name, len(p.sent), err)
        		}
        	}
        }

        func TestTellsFailuresApart(t *testing.T) {
        	headers := []string{"X-Amzn-ErrorType", "ForbiddenException:x", "X-Amzn-RequestId", "r1"}
        	p := newProbe(t, nil, says(403, `{"message": "No"}`, headers...))
        	_, err := p.call("GET")
        	var gateway *GatewayError
        	var failure *APIError
        	if !errors.As(err, &gateway) || !errors.As(err, &failure) || gateway.Type != GatewayForbidden {
        		t.Fatal(err)
        	}
        	if failure.RequestID != "r1" || err.Error() != "GET /a: 403 Forbidden: No" {
        		t.Error(failure.RequestID, err)
        	}
        	p = newProbe(t, nil, says(404, `{"n": 7}`))
        	r := newRequest("GET", "/a")
        	r.failures = failures{4: declared[counted], 0: nil}
        	var known *DeclaredError[counted]
        	if err := p.nothing(context.Background(), r, nil); !errors.As(err, &known) || known.Model.N != 7 {
        		t.Error(err)
        	}
        }

        func TestWaitsNoLongerThanAsked(t *testing.T) {
        	p := newProbe(t, nil, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
        	_, err := p.call("POST", WithTimeout(20*time.Millisecond))
        	var connection *ConnectionError
        	if !errors.As(err, &connection) || !errors.Is(err, context.DeadlineExceeded) {
        		t.Error(err)
        	}
        	ctx, cancel := context.WithCancel(context.Background())
        	cancel()
        	err = p.nothing(ctx, newRequest("GET", "/a"), nil)
        	if !errors.Is(err, context.Canceled) {
        		t.Error(err)
        	}
        }

        func TestShowsCredentials(t *testing.T) {
        	p := newProbe(t, map[string]scheme{
        		"none":   inHeader("X-None", nil),
        		"header": inHeader("X-Api-Key", Static("secret")),
        		"query":  inQuery("key", Static("a b")),
        		"basic":  basic(Static(BasicCredentials{"user", "word"})),
        		"bearer": bearer(Static("token")),
        	}, fine)
        	for _, way := range [][][]string{{{"none"}, {"header", "query"}}, {{"basic"}}, {{"bearer"}}, nil} {
        		r := newRequest("GET", "/a")
        		r.security = way
        		if err := p.nothing(context.Background(), r, nil); err != nil {
        			t.Fatal(err)
        		}
        	}
        	var shown []string
        	for _, r := range p.sent {
        		shown = append(shown, r.Header.Get("X-Api-Key")+"|"+r.URL.RawQuery+"|"+r.Header.Get("Authorization"))
        	}
        	want := []string{"secret|key=a%20b|", "||Basic dXNlcjp3b3Jk", "||Bearer token", "||"}
        	if !reflect.DeepEqual(shown, want) {
        		t.Error(shown)
        	}
        }

        func TestSigns(t *testing.T) {
        	r := newRequest("POST", "/pets/a%20b")
        	r.query("b", []string{"2", "1"})
        	r.query("a", "ü")
        	r.text("text/plain", "hello")
        	made, err := r.make("https://abc.execute-api.eu-west-1.amazonaws.com/prod")
        	if err != nil {
        		t.Fatal(err)
        	}
        	keys := AWSCredentials{AccessKeyID: "AKID", SecretAccessKey: "secret", SessionToken: "token"}
        	if err := sign(made, r.content, keys, time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)); err != nil {
        		t.Fatal(err)
        	}
        	want := "AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/execute-api/aws4_request, " +
        		"SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, " +
        		"Signature=3183521b998279c6b0a9e355bc4efee769fbee8de1d81b38cb32964070e5ab0b"
        	if made.Header.Get("Authorization") != want {
        		t.Error(made.Header.Get("Authorization"))
        	}
        }

        func TestPassesThroughMiddleware(t *testing.T) {
        	var order []string
        	step := func(name string) Middleware {
        		return func(next Send) Send {
        			return func(r *http.Request) (*http.Response, error) {
        				order = append(order, name)
        				return next(r)
        			}
        		}
        	}
        	p := newProbe(t, nil, fine)
        	var response *http.Response
        	options := []Option{WithMiddleware(step("a"), step("b")), WithResponse(&response), WithHeader("X-A", "b")}
        	_, err := p.call("GET", options...)
        	if err != nil || strings.Join(order, "") != "ab" || response.StatusCode != 200 {
        		t.Error(err, order, response)
        	}
        	if p.sent[0].Header.Get("X-A") != "b" {
        		t.Error(p.sent[0].Header)
        	}
        }

        func TestWritesParameters(t *testing.T) {
        	r := newRequest("GET", "/{a}/{b+}")
        	r.segment("a", "a/b c")
        	r.segments("b", "c/d")
        	r.query("none", (*string)(nil))
        	r.query("list", []int{1, 2})
        	r.queryJoined("joined", []int{1, 2}, "|")
        	r.queryDeep("f", map[string]any{"a": map[string]any{"b": true}})
        	r.query("day", Date{2026, time.January, 31})
        	r.headerField("X-List", []string{"a", "b"})
        	r.cookie("c", "a;b")
        	r.cookie("s", "a=b/c+d==")
        	r.cookie("l d", []any{1, "x y"})
        	r.cookieJoined("j", []int{1, 2}, ",")
        	r.cookieDeep("f", map[string]int{"a": 1})
        	made, err := r.make("http://api.test")
        	if err != nil || r.err != nil {
        		t.Fatal(err, r.err)
        	}
        	want := "http://api.test/a%2Fb%20c/c/d?list=1&list=2&joined=1%7C2&f%5Ba%5D%5Bb%5D=true&day=2026-01-31"
        	if made.URL.String() != want {
        		t.Error(made.URL)
        	}
        	cookies := "c=a%3Bb; s=a=b/c+d==; l%20d=1; l%20d=x%20y; j=1%2C2; f%5Ba%5D=1"
        	if made.Header.Get("X-List") != "a,b" || made.Header.Get("Cookie") != cookies {
        		t.Error(made.Header)
        	}
        	for _, text := range []string{"", ".", ".."} {
        		r := newRequest("GET", "/{a}")
        		r.segment("a", text)
        		if r.err == nil {
        			t.Errorf("%q passes", text)
        		}
        	}
        }

        func TestWritesPathsInAllStyles(t *testing.T) {
        	color := map[string]int{"R": 100, "G": 200, "B": 150}
        	names := []string{"blue", "black", "a b"}
        	for _, c := range []struct {
        		write func(*request, string, any)
        		value any
        		path  string
        	}{
        		{(*request).segment, names, "/blue,black,a%20b"},
        		{(*request).segment, color, "/B,150,G,200,R,100"},
        		{(*request).segmentExploded, color, "/B=150,G=200,R=100"},
        		{(*request).label, "blue", "/.blue"},
        		{(*request).label, names, "/.blue,black,a%20b"},
        		{(*request).labelExploded, names, "/.blue.black.a%20b"},
        		{(*request).label, color, "/.B,150,G,200,R,100"},
        		{(*request).labelExploded, color, "/.B=150.G=200.R=100"},
        		{(*request).matrix, "", "/;color"},
        		{(*request).matrix, "blue", "/;color=blue"},
        		{(*request).matrix, names, "/;color=blue,black,a%20b"},
        		{(*request).matrixExploded, []string{"a", ""}, "/;color=a;color"},
        		{(*request).matrix, color, "/;color=B,150,G,200,R,100"},
        		{(*request).matrixExploded, color, "/;B=150;G=200;R=100"},
        	} {
        		r := newRequest("GET", "/{color}")
        		c.write(r, "color", c.value)
        		made, err := r.make("http://api.test")
        		if r.err != nil || err != nil || made.URL.EscapedPath() != c.path {
        			t.Error(c.path, r.path, r.err, err)
        		}
        	}
        	r := newRequest("GET", "/{color}")
        	if r.label("color", ""); r.err == nil {
        		t.Error("a path with a dot")
        	}
        }

        func TestSendsCookiesBesideTheCallers(t *testing.T) {
        	p := newProbe(t, nil, fine)
        	r := newRequest("GET", "/a")
        	r.cookie("a", "1")
        	err := p.nothing(context.Background(), r, []Option{WithHeader("Cookie", "own=1")})
        	if told := p.sent[0].Header.Get("Cookie"); err != nil || told != "own=1; a=1" {
        		t.Error(err, told)
        	}
        }

        type shaped struct {
        	Key   string             `json:"key"`
        	Lists []int              `json:"lists"`
        	More  []int              `json:"more,omitempty"`
        	Maybe Nullable[string]   `json:"maybe,omitempty"`
        	Odd   *string            `json:"-" name:"a\"b" optional:"true"`
        	Rest  map[string]float64 `json:"-" rest:"true"`
        }

        func (s shaped) MarshalJSON() ([]byte, error) { return marshalObject(s) }

        func (s *shaped) UnmarshalJSON(data []byte) error { return unmarshalObject(data, s) }

        func TestTellsNullFromAbsence(t *testing.T) {
        	for _, text := range []string{
        		`{"key":"k","lists":[]}`,
        		`{"key":"k","lists":[1],"more":[],"maybe":null,"a\"b":"c","x":1,"y":2}`,
        		`{"key":"k","lists":[1],"maybe":"m"}`,
        	} {
        		var value shaped
        		if err := json.Unmarshal([]byte(text), &value); err != nil {
        			t.Fatal(err)
        		}
        		if again, err := json.Marshal(value); err != nil || string(again) != text {
        			t.Error(string(again), err)
        		}
        	}
        	if data, err := json.Marshal(shaped{}); err != nil || string(data) != `{"key":"","lists":[]}` {
        		t.Error(string(data), err)
        	}
        }

        type either struct {
        	Shaped  *shaped
        	Counted *counted
        	Text    *string
        	Raw     json.RawMessage
        }

        func (e either) MarshalJSON() ([]byte, error) {
        	return marshalUnion(e.Raw, e.Shaped, e.Counted, e.Text)
        }

        func (e *either) UnmarshalJSON(data []byte) error {
        	return unmarshalUnion(data, &e.Raw, "key",
        		variant{&e.Shaped, []string{"s"}}, variant{&e.Counted, []string{"c"}}, variant{&e.Text, nil})
        }

        func TestTellsUnionsApart(t *testing.T) {
        	for text, is := range map[string]func(either) bool{
        		`{"key":"s","lists":[]}`:     func(e either) bool { return e.Shaped != nil },
        		`{"n":1}`:                    func(e either) bool { return e.Counted != nil },
        		`{"n":1,"key":"c"}`:          func(e either) bool { return e.Counted != nil },
        		`{"key":"other","lists":[]}`: func(e either) bool { return e.Shaped != nil && e.Counted == nil },
        		`"text"`:                     func(e either) bool { return *e.Text == "text" },
        		`[1]`:                        func(e either) bool { return string(e.Raw) == "[1]" },
        	} {
        		var value either
        		if err := json.Unmarshal([]byte(text), &value); err != nil || !is(value) {
        			t.Error(text, value, err)
        		}
        	}
        }

        func TestWritesBodies(t *testing.T) {
        	form := struct {
        		Name string `json:"name"`
        		Tags []int  `json:"tags,omitempty"`
        		File Upload `json:"file"`
        	}{"a b", []int{1, 2}, Upload{Name: "f\".txt", Content: []byte("hello")}}
        	r := newRequest("POST", "/a")
        	r.form(form)
        	if string(r.content) != "file=hello&name=a%20b&tags=1&tags=2" {
        		t.Error(string(r.content))
        	}
        	r.multipart(&form)
        	made, err := r.make("http://api.test")
        	if err != nil || made.ParseMultipartForm(1<<20) != nil {
        		t.Fatal(err, string(r.content))
        	}
        	file, err := made.MultipartForm.File["file"][0].Open()
        	if err != nil || made.FormValue("name") != "a b" || len(made.PostForm["tags"]) != 2 {
        		t.Fatal(err, made.Form)
        	}
        	if content, _ := io.ReadAll(file); string(content) != "hello" {
        		t.Error(string(content))
        	}
        	r = newRequest("POST", "/a")
        	r.json("application/json", (*counted)(nil))
        	if r.content != nil {
        		t.Error("a body of nothing")
        	}
        	r.json("application/json", []int(nil))
        	r.binary("image/png", bytes.NewReader([]byte{1}))
        	if r.err != nil || string(r.content) != "\x01" || r.contentType != "image/png" {
        		t.Error(r.err, r.content)
        	}
        }

        func TestReadsEvents(t *testing.T) {
        	text := "event: tick\ndata: a\r\ndata: b\nid: 7\n\n: note\n\ndata: c\n\ndata: lost\n"
        	p := newProbe(t, nil, says(200, text))
        	stream, err := p.events(context.Background(), newRequest("GET", "/a"), nil)
        	if err != nil {
        		t.Fatal(err)
        	}
        	defer stream.Close()
        	var seen []ServerSentEvent
        	for stream.Next() {
        		seen = append(seen, stream.Event())
        	}
        	want := []ServerSentEvent{{"tick", "a\nb", "7"}, {"message", "c", "7"}}
        	if !reflect.DeepEqual(seen, want) || stream.Err() != nil {
        		t.Error(seen, stream.Err())
        	}
        }

        func TestGoesThroughPages(t *testing.T) {
        	pager := Pager[int]{get: func(_ context.Context, token string) ([]int, string, error) {
        		switch token {
        		case "":
        			return []int{1, 2}, "b", nil
        		case "b":
        			return nil, "c", nil
        		}
        		return []int{3}, "", nil
        	}}
        	var seen []int
        	for pager.Next(context.Background()) {
        		seen = append(seen, pager.Item())
        	}
        	if !reflect.DeepEqual(seen, []int{1, 2, 3}) || pager.Err() != nil {
        		t.Error(seen, pager.Err())
        	}
        }

        """#
}
