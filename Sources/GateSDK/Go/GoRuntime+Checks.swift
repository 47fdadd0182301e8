// `checks.go`: what values of requests have to satisfy, before they are sent.

extension GoRuntime {
    static let checks = #"""
        import (
        	"encoding/json"
        	"fmt"
        	"math"
        	"math/big"
        	"regexp"
        	"sort"
        	"strconv"
        	"strings"
        	"sync"
        	"unicode/utf8"
        )

        // WithRequestChecks looks at requests before they are sent: one that does not satisfy what the API declares of
        // its values fails with an InvalidRequestError.
        func WithRequestChecks() Option {
        	return func(s *settings) { s.checksRequests = true }
        }

        // InvalidRequestError is a request that was not sent for its values.
        type InvalidRequestError struct{ Violations []Violation }

        // Violation is a value that is not as the API declares it.
        type Violation struct {
        	// Where is the value's place: body.tags[2].name, query limit.
        	Where string
        	// What is wrong: is longer than 64 characters.
        	What string
        }

        func (e *InvalidRequestError) Error() string {
        	texts := make([]string, len(e.Violations))
        	for index, violation := range e.Violations {
        		texts[index] = violation.Where + " " + violation.What
        	}
        	return "not sent: " + strings.Join(texts, "; ")
        }

        // rules are what the values of a request have to satisfy, by their places.
        type rules map[string]rule

        func (r rules) look(request *request) error {
        	var found violations
        	for _, told := range request.told {
        		r[told.where].look(&found, told.where, told.value)
        	}
        	if body, ok := r["body"]; ok && request.body != nil {
        		body.look(&found, "body", request.values("", "body", request.body))
        	}
        	if len(found) == 0 {
        		return nil
        	}
        	return &InvalidRequestError{found}
        }

        type violations []Violation

        func (v *violations) add(isViolated bool, where string, what string, limit any) {
        	if !isViolated {
        		return
        	}
        	if count, ok := limit.(int); ok && count == 1 {
        		what = strings.TrimSuffix(what, "s")
        	}
        	*v = append(*v, Violation{where, fmt.Sprintf(what, limit)})
        }

        // rule is what a value has to satisfy: all of some checks. A check lets pass what it does not speak of.
        type rule []check

        type check interface {
        	look(found *violations, where string, value any)
        }

        func (r rule) look(found *violations, where string, value any) {
        	for _, check := range r {
        		check.look(found, where, value)
        	}
        }

        // ofType is the rule of a type, by its name in typeRules.
        type ofType string

        func (o ofType) look(found *violations, where string, value any) {
        	typeRules[string(o)].look(found, where, value)
        }

        // elements is a rule of each element.
        type elements rule

        func (e elements) look(found *violations, where string, value any) {
        	list, _ := value.([]any)
        	for index, element := range list {
        		rule(e).look(found, where+"["+strconv.Itoa(index)+"]", element)
        	}
        }

        // members are rules of members, by their names.
        type members map[string]rule

        func (m members) look(found *violations, where string, value any) {
        	object, _ := value.(map[string]any)
        	for _, name := range keys(m) {
        		if member, ok := object[name]; ok {
        			m[name].look(found, where+"."+name, member)
        		}
        	}
        }

        // others is a rule of the members that are not known by name.
        type others struct {
        	known []string
        	rule  rule
        }

        func (o others) look(found *violations, where string, value any) {
        	object, _ := value.(map[string]any)
        	for _, name := range keys(object) {
        		if index := sort.SearchStrings(o.known, name); index == len(o.known) || o.known[index] != name {
        			o.rule.look(found, where+"."+name, object[name])
        		}
        	}
        }

        // choice is a rule that the text of a member tells.
        type choice struct {
        	member string
        	rules  map[string]rule
        }

        func (c choice) look(found *violations, where string, value any) {
        	object, _ := value.(map[string]any)
        	if tag, ok := object[c.member].(string); ok {
        		c.rules[tag].look(found, where, value)
        	}
        }

        type (
        	minLength     int
        	maxLength     int
        	minItems      int
        	maxItems      int
        	minProperties int
        	maxProperties int
        )

        func (m minLength) look(found *violations, where string, value any) {
        	text, ok := value.(string)
        	found.add(ok && utf8.RuneCountInString(text) < int(m), where, "is shorter than %d characters", int(m))
        }

        func (m maxLength) look(found *violations, where string, value any) {
        	text, ok := value.(string)
        	found.add(ok && utf8.RuneCountInString(text) > int(m), where, "is longer than %d characters", int(m))
        }

        func (m minItems) look(found *violations, where string, value any) {
        	list, ok := value.([]any)
        	found.add(ok && len(list) < int(m), where, "has fewer than %d elements", int(m))
        }

        func (m maxItems) look(found *violations, where string, value any) {
        	list, ok := value.([]any)
        	found.add(ok && len(list) > int(m), where, "has more than %d elements", int(m))
        }

        func (m minProperties) look(found *violations, where string, value any) {
        	object, ok := value.(map[string]any)
        	found.add(ok && len(object) < int(m), where, "has fewer than %d members", int(m))
        }

        func (m maxProperties) look(found *violations, where string, value any) {
        	object, ok := value.(map[string]any)
        	found.add(ok && len(object) > int(m), where, "has more than %d members", int(m))
        }

        // unique asks for a list without equal elements.
        type unique struct{}

        func (u unique) look(found *violations, where string, value any) {
        	list, _ := value.([]any)
        	places := map[string]int{}
        	for index, element := range list {
        		text, _ := json.Marshal(canonical(element))
        		first, isTwice := places[string(text)]
        		found.add(isTwice, where+"["+strconv.Itoa(index)+"]", "is equal to element %s", strconv.Itoa(first))
        		if !isTwice {
        			places[string(text)] = index
        		}
        	}
        }

        // canonical is a value with one text for each number.
        func canonical(value any) any {
        	switch value := value.(type) {
        	case json.Number:
        		if number := exact(value); number != nil {
        			return json.Number(number.RatString())
        		}
        	case []any:
        		made := make([]any, len(value))
        		for index, element := range value {
        			made[index] = canonical(element)
        		}
        		return made
        	case map[string]any:
        		made := make(map[string]any, len(value))
        		for name, member := range value {
        			made[name] = canonical(member)
        		}
        		return made
        	}
        	return value
        }

        // Bounds of numbers, as they are written.
        type (
        	minimum    string
        	maximum    string
        	moreThan   string
        	lessThan   string
        	multipleOf string
        )

        func (m minimum) look(found *violations, where string, value any) {
        	found.add(compared(value, string(m)) == below, where, "is less than %s", m)
        }

        func (m maximum) look(found *violations, where string, value any) {
        	found.add(compared(value, string(m)) == above, where, "is more than %s", m)
        }

        func (m moreThan) look(found *violations, where string, value any) {
        	order := compared(value, string(m))
        	found.add(order == below || order == same, where, "is not more than %s", m)
        }

        func (m lessThan) look(found *violations, where string, value any) {
        	order := compared(value, string(m))
        	found.add(order == above || order == same, where, "is not less than %s", m)
        }

        func (m multipleOf) look(found *violations, where string, value any) {
        	number, unit := exact(value), exact(json.Number(m))
        	if number == nil || unit == nil || unit.Sign() == 0 {
        		return
        	}
        	count := new(big.Rat).Quo(number, unit)
        	found.add(!count.IsInt() && !isAlmost(number, count, unit), where, "is no multiple of %s", m)
        }

        // isAlmost tells whether a number is as near to a multiple as floating-point numbers come: 0.1 + 0.2.
        func isAlmost(number, count, unit *big.Rat) bool {
        	if number.IsInt() {
        		return false
        	}
        	text := count.FloatString(0)
        	nearest, _ := new(big.Rat).SetString(text)
        	left, _ := number.Float64()
        	right, _ := nearest.Mul(nearest, unit).Float64()
        	return math.Abs(left-right) <= 4e-16*math.Abs(left)
        }

        type order int

        const (
        	unknown order = iota
        	below
        	same
        	above
        )

        // compared is where a number stands beside another one; unknown of what is none.
        func compared(value any, bound string) order {
        	left, right := exact(value), exact(json.Number(bound))
        	if left == nil || right == nil {
        		return unknown
        	}
        	return same + order(left.Cmp(right))
        }

        // exponentMax is the largest exponent of numbers that are looked at: what float64 has.
        const exponentMax = 330

        // exact is a number to its last digit; nil of what is none or has too large an exponent.
        func exact(value any) *big.Rat {
        	number, ok := value.(json.Number)
        	if !ok {
        		return nil
        	}
        	text := number.String()
        	if index := strings.IndexAny(text, "eE"); index >= 0 {
        		exponent, err := strconv.Atoi(text[index+1:])
        		if err != nil || exponent > exponentMax || exponent < -exponentMax {
        			return nil
        		}
        	}
        	made, ok := new(big.Rat).SetString(text)
        	if !ok {
        		return nil
        	}
        	return made
        }

        // pattern is a regular expression. One that Go cannot read lets everything pass.
        type pattern string

        // patterns are those that were read.
        var patterns sync.Map

        func (p pattern) look(found *violations, where string, value any) {
        	text, ok := value.(string)
        	if !ok {
        		return
        	}
        	known, ok := patterns.Load(p)
        	if !ok {
        		made, err := regexp.Compile(string(p))
        		if err != nil {
        			made = nil
        		}
        		known, _ = patterns.LoadOrStore(p, made)
        	}
        	if made := known.(*regexp.Regexp); made != nil {
        		found.add(!made.MatchString(text), where, "does not match %s", p)
        	}
        }

        """#
}
