// `request.go`: how parameters and bodies are written.

extension GoRuntime {
    static let request = #"""
        import (
        	"bytes"
        	"encoding/json"
        	"errors"
        	"fmt"
        	"io"
        	"mime/multipart"
        	"net/http"
        	"net/textproto"
        	"net/url"
        	"reflect"
        	"sort"
        	"strings"
        )

        // request is a request in the making. Its first fault is kept until it is to be sent.
        type request struct {
        	method      string
        	path        string
        	pairs       []pair
        	header      http.Header
        	cookies     []string
        	contentType string
        	content     []byte
        	// security has alternatives; of each, all schemes are needed.
        	security [][]string
        	failures failures
        	err      error
        }

        // pair is a parameter as it is sent, before it is encoded.
        type pair struct{ name, value string }

        // newRequest begins a request. The path has its parameters as {name}.
        func newRequest(method, path string) *request {
        	return &request{method: method, path: path, header: http.Header{"Accept": {"application/json"}}}
        }

        // encode percent-encodes all but RFC 3986's unreserved characters.
        func encode(text string) string {
        	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
        }

        func (r *request) fail(name string, err error) {
        	if r.err == nil && err != nil {
        		r.err = fmt.Errorf("%s: %w", name, err)
        	}
        }

        // values is a value as JSON has it: nil, bool, json.Number, string, []any or map[string]any.
        func (r *request) values(name string, value any) any {
        	data, err := json.Marshal(value)
        	r.fail(name, err)
        	decoder := json.NewDecoder(bytes.NewReader(data))
        	decoder.UseNumber()
        	var made any
        	if err == nil {
        		r.fail(name, decoder.Decode(&made))
        	}
        	return made
        }

        // scalar is a value of JSON as paths, queries and headers have it.
        func scalar(value any) string {
        	switch value := value.(type) {
        	case string:
        		return value
        	case json.Number:
        		return value.String()
        	}
        	data, _ := json.Marshal(value)
        	return string(data)
        }

        // flat lists the parts of a value: the elements of a list, the keys and values of an object.
        func flat(value any) []string {
        	switch value := value.(type) {
        	case []any:
        		parts := make([]string, len(value))
        		for index, part := range value {
        			parts[index] = scalar(part)
        		}
        		return parts
        	case map[string]any:
        		var parts []string
        		for _, key := range keys(value) {
        			parts = append(parts, key, scalar(value[key]))
        		}
        		return parts
        	}
        	return []string{scalar(value)}
        }

        func keys[T any](values map[string]T) []string {
        	keys := make([]string, 0, len(values))
        	for key := range values {
        		keys = append(keys, key)
        	}
        	sort.Strings(keys)
        	return keys
        }

        // segment fills in a parameter of the path.
        func (r *request) segment(name string, value any) {
        	parts := flat(r.values(name, value))
        	for index, part := range parts {
        		parts[index] = encode(part)
        	}
        	r.fill("{"+name+"}", strings.Join(parts, ","))
        }

        // segments fills in the rest of the path: its slashes stay.
        func (r *request) segments(name string, value any) {
        	parts := strings.Split(scalar(r.values(name, value)), "/")
        	for index, part := range parts {
        		parts[index] = encode(part)
        	}
        	r.fill("{"+name+"+}", parts...)
        }

        func (r *request) fill(place string, parts ...string) {
        	for _, part := range parts {
        		if part == "" || part == "." || part == ".." {
        			r.fail(place, fmt.Errorf("%q cannot be a segment of a path", part))
        		}
        	}
        	r.path = strings.ReplaceAll(r.path, place, strings.Join(parts, "/"))
        }

        // pairsOf are the pairs of a parameter: one for each element of a list or member of an object.
        func pairsOf(name string, value any) []pair {
        	switch value := value.(type) {
        	case nil:
        		return nil
        	case []any:
        		pairs := make([]pair, len(value))
        		for index, part := range value {
        			pairs[index] = pair{name, scalar(part)}
        		}
        		return pairs
        	case map[string]any:
        		var pairs []pair
        		for _, key := range keys(value) {
        			pairs = append(pairs, pair{key, scalar(value[key])})
        		}
        		return pairs
        	}
        	return []pair{{name, scalar(value)}}
        }

        // query adds a parameter: name=a&name=b.
        func (r *request) query(name string, value any) {
        	r.pairs = append(r.pairs, pairsOf(name, r.values(name, value))...)
        }

        // queryJoined adds a parameter: name=a,b, with what stands between the values.
        func (r *request) queryJoined(name string, value any, separator string) {
        	if made := r.values(name, value); made != nil {
        		r.pairs = append(r.pairs, pair{name, strings.Join(flat(made), separator)})
        	}
        }

        // queryDeep adds a parameter: name[key]=value.
        func (r *request) queryDeep(name string, value any) {
        	r.pairs = append(r.pairs, deepPairs(name, r.values(name, value))...)
        }

        func deepPairs(name string, value any) []pair {
        	members, ok := value.(map[string]any)
        	if !ok {
        		return pairsOf(name, value)
        	}
        	var pairs []pair
        	for _, key := range keys(members) {
        		pairs = append(pairs, deepPairs(name+"["+key+"]", members[key])...)
        	}
        	return pairs
        }

        // headerField adds a header.
        func (r *request) headerField(name string, value any) {
        	if made := r.values(name, value); made != nil {
        		r.header.Set(name, strings.Join(flat(made), ","))
        	}
        }

        // cookie adds a cookie.
        func (r *request) cookie(name string, value any) {
        	if made := r.values(name, value); made != nil {
        		r.cookies = append(r.cookies, encode(name)+"="+encode(strings.Join(flat(made), ",")))
        	}
        }

        // json sets a body of JSON.
        func (r *request) json(contentType string, value any) {
        	field := settled(reflect.ValueOf(value))
        	if isNil(field) {
        		return
        	}
        	data, err := json.Marshal(field.Interface())
        	r.fail("body", err)
        	r.contentType, r.content = contentType, data
        }

        // form sets a body of form fields.
        func (r *request) form(value any) {
        	var parts []string
        	members, ok := r.values("body", value).(map[string]any)
        	if !ok {
        		return
        	}
        	for _, name := range keys(members) {
        		for _, pair := range pairsOf(name, members[name]) {
        			parts = append(parts, encode(pair.name)+"="+encode(pair.value))
        		}
        	}
        	r.contentType, r.content = "application/x-www-form-urlencoded", []byte(strings.Join(parts, "&"))
        }

        // multipart sets a body of parts.
        func (r *request) multipart(value any) {
        	body := reflect.Indirect(reflect.ValueOf(value))
        	if isNil(body) {
        		return
        	}
        	var out bytes.Buffer
        	writer := multipart.NewWriter(&out)
        	if body.Kind() == reflect.Map {
        		names := body.MapKeys()
        		sort.Slice(names, func(i, j int) bool { return names[i].String() < names[j].String() })
        		for _, name := range names {
        			r.part(writer, name.String(), body.MapIndex(name))
        		}
        	}
        	if body.Kind() == reflect.Struct {
        		for _, member := range membersOf(body.Type()) {
        			r.part(writer, member.name, body.Field(member.index))
        		}
        	}
        	r.fail("body", writer.Close())
        	r.contentType, r.content = writer.FormDataContentType(), out.Bytes()
        }

        // part writes a member of a multipart body: files as they are, all else as text.
        func (r *request) part(writer *multipart.Writer, name string, field reflect.Value) {
        	if isNil(field) {
        		return
        	}
        	var files []Upload
        	switch value := reflect.Indirect(field).Interface().(type) {
        	case Upload:
        		files = []Upload{value}
        	case []Upload:
        		files = value
        	default:
        		for _, pair := range pairsOf(name, r.values(name, value)) {
        			r.fail(name, writer.WriteField(pair.name, pair.value))
        		}
        	}
        	for _, file := range files {
        		header := textproto.MIMEHeader{}
        		quoted := strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\r", "", "\n", "")
        		names := []any{quoted.Replace(name), quoted.Replace(file.Name)}
        		header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, names...))
        		if file.ContentType == "" {
        			file.ContentType = "application/octet-stream"
        		}
        		header.Set("Content-Type", file.ContentType)
        		part, err := writer.CreatePart(header)
        		if err == nil {
        			_, err = part.Write(file.Content)
        		}
        		r.fail(name, err)
        	}
        }

        // text sets a body of text.
        func (r *request) text(contentType string, value string) {
        	r.contentType, r.content = contentType, []byte(value)
        }

        // binary sets a body of bytes. They are read at once: a request may be sent again, and a gateway takes 10 MB.
        func (r *request) binary(contentType string, value io.Reader) {
        	if value == nil {
        		r.fail("body", errors.New("is nil"))
        		return
        	}
        	data, err := io.ReadAll(value)
        	r.fail("body", err)
        	r.contentType, r.content = contentType, data
        }

        // make is the request as it is sent, but for credentials.
        func (r *request) make(base string) (*http.Request, error) {
        	address, err := url.Parse(base + r.path)
        	if err != nil {
        		return nil, err
        	}
        	query := make([]string, len(r.pairs))
        	for index, pair := range r.pairs {
        		query[index] = encode(pair.name) + "=" + encode(pair.value)
        	}
        	address.RawQuery = strings.Join(query, "&")
        	made, err := http.NewRequest(r.method, address.String(), bytes.NewReader(r.content))
        	if err != nil {
        		return nil, err
        	}
        	made.Header = r.header.Clone()
        	if len(r.cookies) > 0 {
        		made.Header.Set("Cookie", strings.Join(r.cookies, "; "))
        	}
        	if r.contentType != "" {
        		made.Header.Set("Content-Type", r.contentType)
        	}
        	return made, nil
        }

        """#
}
