// `xml.go`: the JSON of models to XML and back, by encoding/xml.

extension GoRuntime {
    static let xml = #"""
        import (
        	"bytes"
        	"encoding/json"
        	"encoding/xml"
        	"errors"
        	"fmt"
        	"io"
        	"mime"
        	"net/http"
        	"reflect"
        	"strings"
        	"unicode"
        )

        // xmlDepthMax is how deep elements that are read may stand in each other.
        const xmlDepthMax = 100

        // element is an element, or an attribute, of what a value is in XML.
        type element struct {
        	name      string
        	prefix    string
        	namespace string
        	form      form
        }

        // form is what an element holds.
        type form interface {
        	// write writes what is between an element's tags; text and attributes are written by the element.
        	write(w *xmlWriter, value any) error
        	// read is the value that an element holds.
        	read(node *xmlNode) any
        }

        type (
        	textForm    struct{}
        	numberForm  struct{}
        	booleanForm struct{}
        	// anyForm is told by what is there: children by their names, several of one name as a list, else text.
        	anyForm struct{}
        	// listForm has an element for each element of a list.
        	listForm struct{ each element }
        	// objectForm has an element or an attribute for each member.
        	objectForm []xmlMember
        	// mapForm has elements by the names of members.
        	mapForm struct{ each form }
        	// typeForm is the form of a type, by its name in typeForms.
        	typeForm string
        )

        // xmlMember is a member of an object.
        type xmlMember struct {
        	name        string
        	element     element
        	isAttribute bool
        	// isUnwrapped is true of a list whose elements stand in the object's own.
        	isUnwrapped bool
        }

        // xml sets a body of XML.
        func (r *request) xml(contentType string, e element, value any) {
        	field := settled(reflect.ValueOf(value))
        	if isNil(field) {
        		return
        	}
        	made := r.values("", "body", field.Interface())
        	var w xmlWriter
        	w.out.WriteString(xml.Header)
        	r.fail("body", w.element(e, made))
        	r.body, r.contentType, r.content = made, contentType, w.out.Bytes()
        }

        // xmlAnswers are the elements that answers are, by status, the hundreds of that, or 0.
        type xmlAnswers map[int]element

        // reading is how an answer of XML becomes the JSON that models read.
        func (x xmlAnswers) reading(response *http.Response, content []byte) ([]byte, error) {
        	return byStatus(x, response.StatusCode).reading(response, content)
        }

        // reading is how an answer of XML becomes the JSON that models read.
        func (e element) reading(response *http.Response, content []byte) ([]byte, error) {
        	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
        	if e.form == nil || !strings.HasSuffix(kind, "xml") || len(bytes.TrimSpace(content)) == 0 {
        		return content, nil
        	}
        	root, err := readXML(content)
        	if err != nil {
        		return nil, err
        	}
        	return json.Marshal(e.form.read(root))
        }

        // xmlWriter writes elements.
        type xmlWriter struct {
        	out bytes.Buffer
        	// bound are the namespaces of prefixes.
        	bound map[string]string
        }

        func (w *xmlWriter) element(e element, value any) error {
        	name := e.name
        	if e.prefix != "" {
        		name = e.prefix + ":" + name
        	}
        	w.out.WriteString("<" + name)
        	outer := w.bound
        	defer func() { w.bound = outer }()
        	w.bind(e)
        	if object, isObject := behind(e.form).(objectForm); isObject {
        		members, _ := value.(map[string]any)
        		if err := object.attributes(w, members); err != nil {
        			return err
        		}
        	}
        	w.out.WriteString(">")
        	if value != nil {
        		if err := e.form.write(w, value); err != nil {
        			return err
        		}
        	}
        	w.out.WriteString("</" + name + ">")
        	return nil
        }

        // bind declares the namespace of an element or attribute where it is not.
        func (w *xmlWriter) bind(e element) {
        	if e.namespace == "" || w.bound[e.prefix] == e.namespace {
        		return
        	}
        	name := "xmlns"
        	if e.prefix != "" {
        		name += ":" + e.prefix
        	}
        	w.attribute(name, e.namespace)
        	inner := map[string]string{e.prefix: e.namespace}
        	for prefix, namespace := range w.bound {
        		if prefix != e.prefix {
        			inner[prefix] = namespace
        		}
        	}
        	w.bound = inner
        }

        func (w *xmlWriter) attribute(name string, value string) {
        	w.out.WriteString(" " + name + `="`)
        	w.text(value)
        	w.out.WriteString(`"`)
        }

        func (w *xmlWriter) text(value string) { xml.EscapeText(&w.out, []byte(value)) }

        // named writes members as elements of their names.
        func (w *xmlWriter) named(members map[string]any, each form) error {
        	for _, name := range keys(members) {
        		if !isXMLName(name) {
        			return fmt.Errorf("%q cannot be the name of an element", name)
        		}
        		values, isList := members[name].([]any)
        		if _, isAny := each.(anyForm); !isList || !isAny {
        			values = []any{members[name]}
        		}
        		for _, value := range values {
        			if err := w.element(element{name: name, form: each}, value); err != nil {
        				return err
        			}
        		}
        	}
        	return nil
        }

        func isXMLName(name string) bool {
        	for index, char := range name {
        		if char != '_' && !unicode.IsLetter(char) &&
        			(index == 0 || char != '-' && char != '.' && !unicode.IsDigit(char)) {
        			return false
        		}
        	}
        	return name != "" && !strings.HasPrefix(strings.ToLower(name), "xml")
        }

        // behind is a form without the names of types.
        func behind(f form) form {
        	for depth := 0; depth < xmlDepthMax; depth++ {
        		name, isType := f.(typeForm)
        		if !isType {
        			break
        		}
        		f = typeForms[string(name)]
        	}
        	return f
        }

        func (f textForm) write(w *xmlWriter, value any) error {
        	w.text(scalar(value))
        	return nil
        }

        func (f numberForm) write(w *xmlWriter, value any) error  { return textForm{}.write(w, value) }
        func (f booleanForm) write(w *xmlWriter, value any) error { return textForm{}.write(w, value) }

        func (f anyForm) write(w *xmlWriter, value any) error {
        	switch value := value.(type) {
        	case map[string]any:
        		return w.named(value, anyForm{})
        	case []any:
        		return w.named(map[string]any{"item": value}, anyForm{})
        	}
        	return textForm{}.write(w, value)
        }

        func (f listForm) write(w *xmlWriter, value any) error {
        	list, isList := value.([]any)
        	if !isList {
        		list = []any{value}
        	}
        	for _, each := range list {
        		if err := w.element(f.each, each); err != nil {
        			return err
        		}
        	}
        	return nil
        }

        func (f mapForm) write(w *xmlWriter, value any) error {
        	members, isObject := value.(map[string]any)
        	if !isObject {
        		return errors.New("is no object")
        	}
        	return w.named(members, f.each)
        }

        func (f typeForm) write(w *xmlWriter, value any) error { return behind(f).write(w, value) }

        func (f objectForm) write(w *xmlWriter, value any) error {
        	members, isObject := value.(map[string]any)
        	if !isObject {
        		return errors.New("is no object")
        	}
        	for _, member := range f {
        		value := members[member.name]
        		if value == nil || member.isAttribute {
        			continue
        		}
        		var err error
        		if member.isUnwrapped {
        			err = member.element.form.write(w, value)
        		} else {
        			err = w.element(member.element, value)
        		}
        		if err != nil {
        			return fmt.Errorf("%s: %w", member.name, err)
        		}
        	}
        	return nil
        }

        func (f objectForm) attributes(w *xmlWriter, members map[string]any) error {
        	for _, member := range f {
        		value := members[member.name]
        		if !member.isAttribute || value == nil {
        			continue
        		}
        		name := member.element.name
        		if prefix := member.element.prefix; prefix != "" {
        			name = prefix + ":" + name
        			w.bind(member.element)
        		}
        		w.attribute(name, scalar(value))
        	}
        	return nil
        }

        // xmlNode is an element that was read. Names are without their prefixes.
        type xmlNode struct {
        	name       string
        	attributes map[string]string
        	children   []*xmlNode
        	text       strings.Builder
        }

        // readXML reads a document without a document type: there are no entities but XML's own.
        func readXML(content []byte) (*xmlNode, error) {
        	decoder := xml.NewDecoder(bytes.NewReader(content))
        	top := &xmlNode{}
        	open := []*xmlNode{top}
        	for {
        		token, err := decoder.Token()
        		if err == io.EOF {
        			break
        		}
        		if err != nil {
        			return nil, err
        		}
        		last := open[len(open)-1]
        		switch token := token.(type) {
        		case xml.Directive:
        			return nil, errors.New("XML with a document type")
        		case xml.CharData:
        			last.text.Write(token)
        		case xml.EndElement:
        			open = open[:len(open)-1]
        		case xml.StartElement:
        			if len(open) > xmlDepthMax {
        				return nil, fmt.Errorf("XML of more than %d levels", xmlDepthMax)
        			}
        			node := &xmlNode{name: token.Name.Local, attributes: map[string]string{}}
        			for _, attribute := range token.Attr {
        				if attribute.Name.Space != "xmlns" && attribute.Name.Local != "xmlns" {
        					node.attributes[attribute.Name.Local] = attribute.Value
        				}
        			}
        			last.children = append(last.children, node)
        			open = append(open, node)
        		}
        	}
        	if len(top.children) != 1 {
        		return nil, errors.New("XML without one root")
        	}
        	return top.children[0], nil
        }

        // named are the children of a name.
        func (n *xmlNode) named(name string) []*xmlNode {
        	var found []*xmlNode
        	for _, child := range n.children {
        		if child.name == name {
        			found = append(found, child)
        		}
        	}
        	return found
        }

        func (f textForm) read(node *xmlNode) any { return node.text.String() }

        func (f numberForm) read(node *xmlNode) any {
        	text := strings.TrimPrefix(strings.TrimSpace(node.text.String()), "+")
        	var number json.Number
        	if json.Unmarshal([]byte(text), &number) == nil && number != "" {
        		return number
        	}
        	return text
        }

        func (f booleanForm) read(node *xmlNode) any {
        	switch text := strings.TrimSpace(node.text.String()); text {
        	case "true", "1":
        		return true
        	case "false", "0":
        		return false
        	default:
        		return text
        	}
        }

        func (f anyForm) read(node *xmlNode) any {
        	if len(node.children) == 0 && len(node.attributes) == 0 {
        		return node.text.String()
        	}
        	made := map[string]any{}
        	for name, value := range node.attributes {
        		made[name] = value
        	}
        	for _, child := range node.children {
        		value := f.read(child)
        		switch known := made[child.name].(type) {
        		case nil:
        			made[child.name] = value
        		case []any:
        			made[child.name] = append(known, value)
        		default:
        			made[child.name] = []any{known, value}
        		}
        	}
        	return made
        }

        func (f listForm) read(node *xmlNode) any {
        	made := []any{}
        	for _, child := range node.named(f.each.name) {
        		made = append(made, f.each.form.read(child))
        	}
        	return made
        }

        func (f mapForm) read(node *xmlNode) any {
        	made := map[string]any{}
        	for _, child := range node.children {
        		made[child.name] = f.each.read(child)
        	}
        	return made
        }

        func (f typeForm) read(node *xmlNode) any { return behind(f).read(node) }

        func (f objectForm) read(node *xmlNode) any {
        	made := map[string]any{}
        	for _, member := range f {
        		name := member.element.name
        		if member.isAttribute {
        			if text, ok := node.attributes[name]; ok {
        				value := &xmlNode{}
        				value.text.WriteString(text)
        				made[member.name] = member.element.form.read(value)
        			}
        			continue
        		}
        		if list, isList := behind(member.element.form).(listForm); isList && member.isUnwrapped {
        			if values := list.read(node).([]any); len(values) > 0 {
        				made[member.name] = values
        			}
        			continue
        		}
        		if found := node.named(name); len(found) > 0 {
        			if found[0].attributes["nil"] == "true" {
        				made[member.name] = nil
        			} else {
        				made[member.name] = member.element.form.read(found[0])
        			}
        		}
        	}
        	return made
        }

        """#
}
