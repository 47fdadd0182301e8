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
        	cookies     []pair
        	contentType string
        	content     []byte
        	// security has alternatives; of each, all schemes are needed.
        	security [][]string
        	failures failures
        	// read makes JSON of answers that have another form.
        	read  func(response *http.Response, content []byte) ([]byte, error)
        	rules rulebook
        	// told are values that rules may speak of; body is the one of the body.
        	told []told
        	body any
        	err  error
        }

        // rulebook looks at the values of a request.
        type rulebook interface{ look(*request) error }

        // told is a value, as JSON has it, and its place.
        type told struct {
        	where string
        	value any
        }

        // pair is a parameter as it is sent, before it is encoded.
        type pair struct{ name, value string }

        // newRequest begins a request. The path has its parameters as {name}.
        func newRequest(method, path string) *request {
        	return &request{method: method, path: path, header: http.Header{"Accept": {"application/json"}}}
        }

        func (r *request) fail(name string, err error) {
        	if r.err == nil && err != nil {
        		r.err = fmt.Errorf("%s: %w", name, err)
        	}
        }

        // values is a value as JSON has it: nil, bool, json.Number, string, []any or map[string]any. What stands in a
        // place outside of the body is kept for rules.
        func (r *request) values(place, name string, value any) any {
        	data, err := json.Marshal(value)
        	r.fail(name, err)
        	decoder := json.NewDecoder(bytes.NewReader(data))
        	decoder.UseNumber()
        	var made any
        	if err == nil {
        		r.fail(name, decoder.Decode(&made))
        	}
        	if r.rules != nil && place != "" && made != nil {
        		r.told = append(r.told, told{place + " " + name, made})
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

        // parts lists what a value holds: the elements of a list, the keys and values of an object, key=value where
        // it explodes. RFC 6570, section 3.2.1.
        func parts(value any, explodes bool, write func(string) string) []string {
        	switch value := value.(type) {
        	case []any:
        		parts := make([]string, len(value))
        		for index, part := range value {
        			parts[index] = write(scalar(part))
        		}
        		return parts
        	case map[string]any:
        		var parts []string
        		for _, key := range keys(value) {
        			key, part := write(key), write(scalar(value[key]))
        			if explodes {
        				parts = append(parts, key+"="+part)
        			} else {
        				parts = append(parts, key, part)
        			}
        		}
        		return parts
        	}
        	return []string{write(scalar(value))}
        }

        // plain is text as it is.
        func plain(text string) string { return text }

        // joined is a value in a path.
        func (r *request) joined(name string, value any, explodes bool, separator string) string {
        	return strings.Join(parts(r.values("path", name, value), explodes, encode), separator)
        }

        // segment fills in a parameter of the path: a,b.
        func (r *request) segment(name string, value any) {
        	r.fill("{"+name+"}", r.joined(name, value, false, ","))
        }

        // segmentExploded fills in a parameter of the path: key=a,other=b.
        func (r *request) segmentExploded(name string, value any) {
        	r.fill("{"+name+"}", r.joined(name, value, true, ","))
        }

        // label fills in a parameter of the path: .a,b.
        func (r *request) label(name string, value any) {
        	r.fill("{"+name+"}", "."+r.joined(name, value, false, ","))
        }

        // labelExploded fills in a parameter of the path: .a.b.
        func (r *request) labelExploded(name string, value any) {
        	r.fill("{"+name+"}", "."+r.joined(name, value, true, "."))
        }

        // matrix fills in a parameter of the path: ;name=a,b.
        func (r *request) matrix(name string, value any) {
        	text := ";" + encode(name)
        	if made := r.joined(name, value, false, ","); made != "" {
        		text += "=" + made
        	}
        	r.fill("{"+name+"}", text)
        }

        // matrixExploded fills in a parameter of the path: ;name=a;name=b, ;key=a;other=b.
        func (r *request) matrixExploded(name string, value any) {
        	text := ""
        	for _, pair := range pairsOf(name, r.values("path", name, value)) {
        		text += ";" + encode(pair.name)
        		if pair.value != "" {
        			text += "=" + encode(pair.value)
        		}
        	}
        	r.fill("{"+name+"}", text)
        }

        // segments fills in the rest of the path: its slashes stay.
        func (r *request) segments(name string, value any) {
        	parts := strings.Split(scalar(r.values("path", name, value)), "/")
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
        	r.pairs = append(r.pairs, pairsOf(name, r.values("query", name, value))...)
        }

        // queryJoined adds a parameter: name=a,b, with what stands between the values.
        func (r *request) queryJoined(name string, value any, separator string) {
        	r.pairs = append(r.pairs, joinedPairs(name, r.values("query", name, value), separator)...)
        }

        // queryDeep adds a parameter: name[key]=value.
        func (r *request) queryDeep(name string, value any) {
        	r.pairs = append(r.pairs, deepPairs(name, r.values("query", name, value))...)
        }

        func joinedPairs(name string, value any, separator string) []pair {
        	if value == nil {
        		return nil
        	}
        	return []pair{{name, strings.Join(parts(value, false, plain), separator)}}
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

        // headerField adds a header: a,b.
        func (r *request) headerField(name string, value any) {
        	if made := r.values("header", name, value); made != nil {
        		r.header.Set(name, strings.Join(parts(made, false, plain), ","))
        	}
        }

        // headerFieldExploded adds a header: key=a,other=b.
        func (r *request) headerFieldExploded(name string, value any) {
        	if made := r.values("header", name, value); made != nil {
        		r.header.Set(name, strings.Join(parts(made, true, plain), ","))
        	}
        }

        // cookie adds a cookie, or several: name=a; name=b.
        func (r *request) cookie(name string, value any) {
        	r.cookies = append(r.cookies, pairsOf(name, r.values("cookie", name, value))...)
        }

        // cookieJoined adds a cookie: name=a,b, with what stands between the values.
        func (r *request) cookieJoined(name string, value any, separator string) {
        	r.cookies = append(r.cookies, joinedPairs(name, r.values("cookie", name, value), separator)...)
        }

        // cookieDeep adds cookies: name[key]=value.
        func (r *request) cookieDeep(name string, value any) {
        	r.cookies = append(r.cookies, deepPairs(name, r.values("cookie", name, value))...)
        }

        // crumb percent-encodes what a cookie cannot hold: RFC 6265, section 4.1.1. The percent sign is encoded, too.
        func crumb(text string, forbidden string) string {
        	var out strings.Builder
        	for index := 0; index < len(text); index++ {
        		if char := text[index]; char <= ' ' || char > '~' || strings.IndexByte(forbidden, char) >= 0 {
        			fmt.Fprintf(&out, "%%%02X", char)
        		} else {
        			out.WriteByte(char)
        		}
        	}
        	return out.String()
        }

        // json sets a body of JSON.
        func (r *request) json(contentType string, value any) {
        	field := settled(reflect.ValueOf(value))
        	if isNil(field) {
        		return
        	}
        	data, err := json.Marshal(field.Interface())
        	r.fail("body", err)
        	r.body, r.contentType, r.content = field.Interface(), contentType, data
        }

        // form sets a body of form fields.
        func (r *request) form(value any) {
        	var parts []string
        	members, ok := r.values("", "body", value).(map[string]any)
        	if !ok {
        		return
        	}
        	for _, name := range keys(members) {
        		for _, pair := range pairsOf(name, members[name]) {
        			parts = append(parts, encode(pair.name)+"="+encode(pair.value))
        		}
        	}
        	r.body = value
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
        	r.body = value
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
        		for _, pair := range pairsOf(name, r.values("", name, value)) {
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
        		cookies := make([]string, len(r.cookies))
        		for index, pair := range r.cookies {
        			cookies[index] = crumb(pair.name, `"%(),/:;<=>?@[\]{}`) + "=" + crumb(pair.value, `"%,;\`)
        		}
        		made.Header.Set("Cookie", strings.Join(cookies, "; "))
        	}
        	if r.contentType != "" {
        		made.Header.Set("Content-Type", r.contentType)
        	}
        	return made, nil
        }

        """#
}
