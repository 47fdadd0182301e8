// Tests that a package brings along of its XML.

extension GoPackage {
    static let xmlTests = #"""
        import (
        	"context"
        	"encoding/json"
        	"net/http"
        	"strings"
        	"testing"
        )

        // sampleElement has all that elements can have.
        var sampleElement = element{
        	name: "pet", prefix: "p", namespace: "urn:pets", form: objectForm{
        		{name: "id", element: element{name: "id", form: numberForm{}}, isAttribute: true},
        		{name: "name", element: element{name: "name", form: textForm{}}},
        		{name: "isGood", element: element{name: "good", form: booleanForm{}}},
        		{name: "tags", element: element{name: "labels", form: listForm{element{name: "label", form: textForm{}}}}},
        		{name: "photos", element: element{name: "photo", form: listForm{element{name: "photo", form: textForm{}}}},
        			isUnwrapped: true},
        		{name: "notes", element: element{name: "notes", form: mapForm{numberForm{}}}},
        		{name: "any", element: element{name: "any", prefix: "p", namespace: "urn:pets", form: anyForm{}}},
        		{name: "x", element: element{name: "x", prefix: "q", namespace: "urn:q", form: listForm{
        			element{name: "y", namespace: "urn:y", form: objectForm{
        				{
        					name: "z", isAttribute: true,
        					element: element{name: "z", prefix: "q", namespace: "urn:z", form: textForm{}},
        				},
        			}},
        		}}},
        	},
        }

        const (
        	sampleXML = `<p:pet xmlns:p="urn:pets" id="1.50"><name>a &lt;b&gt; &amp; &#34;c&#34;</name><good>true</good>` +
        		`<labels><label>x</label><label></label></labels><photo>1</photo><photo>2</photo>` +
        		`<notes><n>1</n></notes><p:any><a>1</a><a>2</a></p:any>` +
        		`<q:x xmlns:q="urn:q"><y xmlns="urn:y" xmlns:q="urn:z" q:z="1"></y><y xmlns="urn:y"></y></q:x></p:pet>`
        	sampleJSON = `{"any":{"a":["1","2"]},"id":1.50,"isGood":true,"name":"a \u003cb\u003e \u0026 \"c\"",` +
        		`"notes":{"n":1},"photos":["1","2"],"tags":["x",""],"x":[{"z":"1"},{}]}`
        )

        func TestWritesXML(t *testing.T) {
        	r := newRequest("POST", "/a")
        	r.xml("application/xml", sampleElement, json.RawMessage(sampleJSON))
        	_, body, _ := strings.Cut(string(r.content), "\n")
        	if body != sampleXML || r.err != nil || r.contentType != "application/xml" {
        		t.Error(string(r.content), r.err)
        	}
        	for _, text := range []string{`{"notes": {"a b": 1}}`, `{"any": {"<": 1}}`, `{"notes": 1}`, `[]`} {
        		r := newRequest("POST", "/a")
        		if r.xml("application/xml", sampleElement, json.RawMessage(text)); r.err == nil {
        			t.Error(text, string(r.content))
        		}
        	}
        }

        func TestReadsXML(t *testing.T) {
        	p := newProbe(t, nil, says(200, sampleXML, "Content-Type", "application/xml; charset=utf-8"))
        	r := newRequest("GET", "/a")
        	r.read = xmlAnswers{2: sampleElement}.reading
        	value, err := decoded[json.RawMessage](context.Background(), &p.transport, r, nil)
        	if string(value) != sampleJSON || err != nil {
        		t.Error(string(value), err)
        	}
        	read := func(kind, text string) (string, error) {
        		response := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {kind}}}
        		value, err := sampleElement.reading(response, []byte(text))
        		return string(value), err
        	}
        	deep := strings.Repeat("<a>", xmlDepthMax+1) + strings.Repeat("</a>", xmlDepthMax+1)
        	for _, text := range []string{
        		`<!DOCTYPE a [<!ENTITY x "y">]><a/>`, `<a>&x;</a>`, "<a>", "<a/><b/>", "text", deep,
        	} {
        		if value, err := read("text/xml", text); err == nil {
        			t.Error(text, value)
        		}
        	}
        	for text, want := range map[string]string{
        		`<q id="+2"><good> 0 </good><name/></q>`:   `{"id":2,"isGood":false,"name":""}`,
        		`<q id="x"><labels/><any b="1"/></q>`:      `{"any":{"b":"1"},"id":"x","tags":[]}`,
        		`<q><name nil="true"/><![CDATA[x]]></q>`:   `{"name":null}`,
        		`<q><good>maybe</good><!-- c --><?p?></q>`: `{"isGood":"maybe"}`,
        	} {
        		if value, err := read("text/xml", text); value != want || err != nil {
        			t.Error(text, value, err)
        		}
        	}
        	if value, err := read("application/json", "{}"); value != "{}" || err != nil {
        		t.Error(value, err)
        	}
        }

        """#
}
