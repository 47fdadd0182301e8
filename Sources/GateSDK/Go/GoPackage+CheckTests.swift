// Tests that a package brings along of its checks of requests.

extension GoPackage {
    static let checkTests = #"""
        import (
        	"context"
        	"encoding/json"
        	"errors"
        	"math"
        	"reflect"
        	"strings"
        	"testing"
        )

        func TestChecksValues(t *testing.T) {
        	emoji := "\U0001F600"
        	for _, c := range []struct {
        		check check
        		right []string
        		wrong []string
        		what  string
        	}{
        		{minLength(2), []string{`"ab"`, `1`, `null`}, []string{`"` + emoji + `"`}, "is shorter than 2 characters"},
        		{maxLength(1), []string{`"` + emoji + `"`}, []string{`"ab"`}, "is longer than 1 character"},
        		{minItems(1), []string{`[1]`, `{}`}, []string{`[]`}, "has fewer than 1 element"},
        		{maxItems(1), []string{`[1]`}, []string{`[1, 2]`}, "has more than 1 element"},
        		{minProperties(2), []string{`{"a": 1, "b": 2}`, `[]`}, []string{`{"a": 1}`}, "has fewer than 2 members"},
        		{maxProperties(0), []string{`{}`}, []string{`{"a": 1}`}, "has more than 0 members"},
        		{minimum("1"), []string{`1`, `1.0`, `"0"`, `1e9999999`}, []string{`0.999`, `-1e300`}, "is less than 1"},
        		{maximum("9007199254740993"), []string{`9007199254740993`}, []string{`9007199254740994`},
        			"is more than 9007199254740993"},
        		{moreThan("0.1"), []string{`0.11`}, []string{`0.1`, `0`}, "is not more than 0.1"},
        		{lessThan("1e3"), []string{`999.9`}, []string{`1000`, `1001`}, "is not less than 1e3"},
        		{multipleOf("0.1"), []string{`0.3`, `0.30000000000000004`, `1e300`}, []string{`0.35`, `1e-300`},
        			"is no multiple of 0.1"},
        		{multipleOf("2"), []string{`100000000000000002`}, []string{`100000000000000001`}, "is no multiple of 2"},
        		{pattern("^[a-z]+$"), []string{`"ab"`}, []string{`"aB"`, `""`}, "does not match ^[a-z]+$"},
        		{pattern("(?=x)"), []string{`""`}, nil, ""},
        		{elements{minimum("1")}, []string{`[1]`, `{}`}, []string{`[0]`}, "is less than 1"},
        		{others{[]string{"a"}, rule{minimum("1")}}, []string{`{"a": 0}`}, []string{`{"b": 0}`}, "is less than 1"},
        		{choice{"kind", map[string]rule{"cat": {members{"lives": {maximum("9")}}}}},
        			[]string{`{"kind": "dog", "lives": 10}`, `{"lives": 10}`, `1`}, []string{`{"kind": "cat", "lives": 10}`},
        			"is more than 9"},
        		{unique{}, []string{`[1, "1", 2, null]`, `1`}, []string{`[1, 1.0]`, `[{"a": 1, "b": 2}, {"b": 2, "a": 1}]`},
        			"is equal to element 0"},
        	} {
        		for _, text := range append(c.right, c.wrong...) {
        			var found violations
        			value := newRequest("GET", "/").values("", "", json.RawMessage(text))
        			rule{c.check}.look(&found, "body", value)
        			isWrong := len(found) == 1 && found[0].What == c.what
        			if isWrong != contains(c.wrong, text) || len(found) > 1 {
        				t.Error(c.check, text, found)
        			}
        		}
        	}
        }

        func contains(texts []string, text string) bool {
        	for _, known := range texts {
        		if known == text {
        			return true
        		}
        	}
        	return false
        }

        func TestTellsAllViolations(t *testing.T) {
        	p := newProbe(t, nil, fine)
        	send := func(limit any, body any, options ...Option) error {
        		r := newRequest("POST", "/{id}")
        		r.rules = rules{
        			"path id": {maxLength(3)}, "query limit": {minimum("1")}, "header X-A": {maxLength(1)},
        			"cookie c": {maxLength(1)},
        			"body":     {members{"tags": {maxItems(3), elements{members{"name": {minLength(2)}}}}}},
        		}
        		r.segment("id", "long")
        		r.query("limit", limit)
        		r.headerField("X-A", "ab")
        		r.cookie("c", "ab")
        		r.json("application/json", body)
        		return p.nothing(context.Background(), r, options)
        	}
        	body := map[string]any{"tags": []any{map[string]any{"name": "ab"}, map[string]any{"name": "a"}}}
        	var invalid *InvalidRequestError
        	if err := send(0, body, WithRequestChecks()); !errors.As(err, &invalid) || len(p.sent) != 0 {
        		t.Fatal(err)
        	}
        	want := []Violation{
        		{"path id", "is longer than 3 characters"}, {"query limit", "is less than 1"},
        		{"header X-A", "is longer than 1 character"}, {"cookie c", "is longer than 1 character"},
        		{"body.tags[1].name", "is shorter than 2 characters"},
        	}
        	if !reflect.DeepEqual(invalid.Violations, want) {
        		t.Error(invalid)
        	}
        	if !strings.HasPrefix(invalid.Error(), "not sent: path id is longer than 3 characters; query limit is") {
        		t.Error(invalid)
        	}
        	if err := send(0, body); err != nil || len(p.sent) != 1 {
        		t.Error(err)
        	}
        	if err := send(nil, math.Inf(1), WithRequestChecks()); err == nil || len(p.sent) != 1 {
        		t.Error(err)
        	}
        }

        """#
}
