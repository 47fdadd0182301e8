// `values.go`: values that Go has no type for, and JSON's structs and unions.

extension GoRuntime {
    static let values = #"""
        import (
        	"bytes"
        	"encoding/json"
        	"fmt"
        	"reflect"
        	"sort"
        	"strings"
        	"time"
        )

        // Ptr is the address of a value: what optional fields hold.
        func Ptr[T any](value T) *T { return &value }

        // valueOf is what an optional field holds, or the zero value.
        func valueOf[T any](value *T) T {
        	if value == nil {
        		return *new(T)
        	}
        	return *value
        }

        // Nullable is a value or null. What is neither, a nil Nullable, is absent.
        type Nullable[T any] map[bool]T

        // Some is a value that is not null.
        func Some[T any](value T) Nullable[T] { return Nullable[T]{true: value} }

        // Null is null.
        func Null[T any]() Nullable[T] { return Nullable[T]{false: *new(T)} }

        // Get is the value, and whether there is one.
        func (n Nullable[T]) Get() (T, bool) {
        	value, ok := n[true]
        	return value, ok
        }

        // IsNull tells null from absence.
        func (n Nullable[T]) IsNull() bool {
        	_, ok := n[false]
        	return ok
        }

        // value is the value, or the zero value where there is none.
        func (n Nullable[T]) value() T { return n[true] }

        // MarshalJSON writes the value or null.
        func (n Nullable[T]) MarshalJSON() ([]byte, error) {
        	if value, ok := n[true]; ok {
        		return json.Marshal(value)
        	}
        	return []byte("null"), nil
        }

        // UnmarshalJSON reads a value or null.
        func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
        	*n = Null[T]()
        	if string(data) == "null" {
        		return nil
        	}
        	var value T
        	err := json.Unmarshal(data, &value)
        	*n = Some(value)
        	return err
        }

        // Date is a day: RFC 3339's full-date.
        type Date struct {
        	Year  int
        	Month time.Month
        	Day   int
        }

        func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

        // MarshalText writes YYYY-MM-DD.
        func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

        // UnmarshalText reads YYYY-MM-DD.
        func (d *Date) UnmarshalText(text []byte) error {
        	day, err := time.Parse("2006-01-02", string(text))
        	if err == nil {
        		d.Year, d.Month, d.Day = day.Date()
        	}
        	return err
        }

        // Upload is a file: a part of a multipart body.
        type Upload struct {
        	Name        string
        	ContentType string
        	Content     []byte
        }

        // MarshalText writes the content.
        func (u Upload) MarshalText() ([]byte, error) { return u.Content, nil }

        // UnmarshalText reads the content.
        func (u *Upload) UnmarshalText(text []byte) error {
        	u.Content = append([]byte(nil), text...)
        	return nil
        }

        // member is a field of a struct that JSON knows.
        type member struct {
        	index      int
        	name       string
        	isOptional bool
        	// isRest is true of the field that holds members without a field of their own; it is the last one.
        	isRest bool
        }

        // membersOf reads the tags of a struct: json; where that cannot tell a name, name and optional; rest.
        func membersOf(kind reflect.Type) []member {
        	var members []member
        	for index := 0; index < kind.NumField(); index++ {
        		tag := kind.Field(index).Tag
        		known, isKnown := tag.Lookup("json")
        		if !isKnown {
        			continue
        		}
        		name, option, _ := strings.Cut(known, ",")
        		if odd, ok := tag.Lookup("name"); ok {
        			name = odd
        		}
        		isOptional := option == "omitempty" || tag.Get("optional") != ""
        		members = append(members, member{index, name, isOptional, tag.Get("rest") != ""})
        	}
        	return members
        }

        func isNil(value reflect.Value) bool {
        	switch value.Kind() {
        	case reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
        		return value.IsNil()
        	}
        	return !value.IsValid()
        }

        // marshalObject writes a struct: what is nil is absent where it may be, and no list or map is null.
        func marshalObject(object any) ([]byte, error) {
        	value := reflect.ValueOf(object)
        	out := []byte("{")
        	write := func(name string, data []byte) {
        		key, _ := json.Marshal(name)
        		if len(out) > 1 {
        			out = append(out, ',')
        		}
        		out = append(append(append(out, key...), ':'), data...)
        	}
        	for _, member := range membersOf(value.Type()) {
        		field := value.Field(member.index)
        		if member.isOptional && isNil(field) {
        			continue
        		}
        		data, err := json.Marshal(settled(field).Interface())
        		if err != nil {
        			return nil, fmt.Errorf("%s: %w", member.name, err)
        		}
        		if !member.isRest {
        			write(member.name, data)
        			continue
        		}
        		var rest map[string]json.RawMessage
        		if err := json.Unmarshal(data, &rest); err != nil {
        			return nil, err
        		}
        		for _, name := range keys(rest) {
        			write(name, rest[name])
        		}
        	}
        	return append(out, '}'), nil
        }

        // settled is a value that is not null for being an empty list or map.
        func settled(value reflect.Value) reflect.Value {
        	if !value.IsValid() || !isNil(value) {
        		return value
        	}
        	if _, isNullable := value.Interface().(interface{ IsNull() bool }); isNullable {
        		return value
        	}
        	switch value.Kind() {
        	case reflect.Map:
        		return reflect.MakeMap(value.Type())
        	case reflect.Slice:
        		return reflect.MakeSlice(value.Type(), 0, 0)
        	}
        	return value
        }

        // unmarshalObject reads a struct.
        func unmarshalObject(data []byte, object any) error {
        	var members map[string]json.RawMessage
        	if err := json.Unmarshal(data, &members); err != nil || members == nil {
        		return err
        	}
        	value := reflect.ValueOf(object).Elem()
        	for _, member := range membersOf(value.Type()) {
        		data, ok := members[member.name]
        		if member.isRest {
        			data, ok = marshalRest(members)
        		}
        		if !ok {
        			continue
        		}
        		if err := json.Unmarshal(data, value.Field(member.index).Addr().Interface()); err != nil {
        			return fmt.Errorf("%s: %w", member.name, err)
        		}
        		delete(members, member.name)
        	}
        	return nil
        }

        func marshalRest(members map[string]json.RawMessage) ([]byte, bool) {
        	data, err := json.Marshal(members)
        	return data, err == nil && len(members) > 0
        }

        // variant is a field of a union, by its address, with the tags that mean it.
        type variant struct {
        	field any
        	tags  []string
        }

        func (v variant) means(tag string) bool {
        	for _, known := range v.tags {
        		if known == tag {
        			return true
        		}
        	}
        	return false
        }

        // marshalUnion writes the one field that is not nil.
        func marshalUnion(raw json.RawMessage, fields ...any) ([]byte, error) {
        	for _, field := range fields {
        		if !isNil(reflect.ValueOf(field)) {
        			return json.Marshal(field)
        		}
        	}
        	return json.Marshal(raw)
        }

        // unmarshalUnion reads the field that the discriminator tells, or that fits best. What fits none is kept.
        func unmarshalUnion(data []byte, raw *json.RawMessage, discriminator string, variants ...variant) error {
        	if bytes.Equal(data, []byte("null")) {
        		return nil
        	}
        	var members map[string]json.RawMessage
        	var tag string
        	if json.Unmarshal(data, &members) == nil && json.Unmarshal(members[discriminator], &tag) == nil {
        		for _, variant := range variants {
        			if variant.means(tag) {
        				return json.Unmarshal(data, variant.field)
        			}
        		}
        	}
        	most := 0
        	for _, variant := range variants {
        		field := reflect.ValueOf(variant.field).Elem()
        		made := reflect.New(field.Type())
        		if fit := fits(data, members, made); fit > most {
        			reset(variants)
        			field.Set(made.Elem())
        			most = fit
        		}
        	}
        	if most == 0 {
        		*raw = append(json.RawMessage(nil), data...)
        	}
        	return nil
        }

        func reset(variants []variant) {
        	for _, variant := range variants {
        		field := reflect.ValueOf(variant.field).Elem()
        		field.Set(reflect.Zero(field.Type()))
        	}
        }

        // fits reads a value and tells how well it fits: 0 where it does not, else 1 and one for each member known.
        func fits(data []byte, members map[string]json.RawMessage, made reflect.Value) int {
        	if json.Unmarshal(data, made.Interface()) != nil {
        		return 0
        	}
        	kind := made.Type().Elem()
        	if kind.Kind() == reflect.Pointer {
        		kind = kind.Elem()
        	}
        	fit := 1
        	if kind.Kind() != reflect.Struct {
        		return fit
        	}
        	for _, member := range membersOf(kind) {
        		_, isThere := members[member.name]
        		if isThere {
        			fit++
        		} else if !member.isOptional && !member.isRest {
        			return 0
        		}
        	}
        	return fit
        }

        func keys[T any](values map[string]T) []string {
        	keys := make([]string, 0, len(values))
        	for key := range values {
        		keys = append(keys, key)
        	}
        	sort.Strings(keys)
        	return keys
        }

        """#
}
