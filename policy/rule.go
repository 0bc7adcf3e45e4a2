package policy

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"pooled/ledger"
)

// columns is the first row of every scheme of delegation: it says what the others hold.
var columns = []string{"role", "act", "own", "limit", "need", "effect", "rule"}

// The words of the column effect.
const (
	allow = "allow"
	deny  = "deny"
)

// everyAct is the word of the column act for all acts on a fund. Only a deny row may use it.
const everyAct = "*"

const (
	rulesMax = 10_000
	bytesMax = 1 << 20
)

// rule is one row of the scheme of delegation.
type rule struct {
	role   ledger.Role
	act    string
	own    string
	limit  string
	need   need
	effect string
	id     string
}

// fields are the columns, in order.
func (r rule) fields() []string {
	return []string{string(r.role), r.act, r.own, r.limit, string(r.need), r.effect, r.id}
}

// parse reads and checks a whole scheme of delegation. Its first fault is returned as ErrInvalid, with
// the line.
func parse(text []byte) ([]rule, error) {
	if len(text) > bytesMax {
		return nil, ledger.ErrInvalid.With("a scheme of delegation has at most %d bytes", bytesMax)
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.Comment, in.FieldsPerRecord, in.TrimLeadingSpace = '#', -1, true
	var rules []rule
	acts, lines := knownActs(), map[string]int{}
	for first := true; ; first = false {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unreadable(err)
		}
		line, _ := in.FieldPos(0)
		for i := range fields {
			fields[i] = strings.Trim(fields[i], " \t")
		}
		if first {
			if !slices.Equal(fields, columns) {
				return nil, fault(line, "the first row must be %s", strings.Join(columns, ", "))
			}
			continue
		}
		r, err := parseRule(fields, line, acts)
		if err != nil {
			return nil, err
		}
		if earlier, twice := lines[r.id]; twice {
			return nil, fault(line, "rule %s stands on line %d already", r.id, earlier)
		}
		lines[r.id] = line
		rules = append(rules, r)
	}
	if len(rules) == 0 || len(rules) > rulesMax {
		return nil, ledger.ErrInvalid.With("a scheme of delegation has 1 to %d rules, not %d",
			rulesMax, len(rules))
	}
	return rules, nil
}

// parseRule reads one row and refuses every word it does not know, so that a slip of the pen is never a
// rule that Casbin silently ignores.
func parseRule(f []string, line int, acts map[string]bool) (rule, error) {
	if len(f) != len(columns) {
		return rule{}, fault(line, "a rule has %d fields (%s), not %d",
			len(columns), strings.Join(columns, ", "), len(f))
	}
	r := rule{ledger.Role(f[0]), f[1], f[2], f[3], need(f[4]), f[5], f[6]}
	limit, limitErr := ledger.ParseMoney(r.limit)
	switch {
	case !slices.Contains(ledger.Roles, r.role):
		return rule{}, fault(line, "there is no role %q; the roles are %v", r.role, ledger.Roles)
	case r.act != everyAct && !acts[r.act]:
		return rule{}, fault(line, "there is no act %q for the scheme of delegation to give or deny", r.act)
	case r.own != ofAny && r.own != ofOwn:
		return rule{}, fault(line, "own is %s or %s, not %q", ofAny, ofOwn, r.own)
	case r.limit != noLimit && (limitErr != nil || limit.Sign() <= 0):
		return rule{}, fault(line, "limit is pounds and pence above 0.00, such as 100000.00, or %s, not %q",
			noLimit, r.limit)
	case !slices.Contains(needs, r.need):
		return rule{}, fault(line, "need is one of %v, not %q", needs, r.need)
	case r.effect != allow && r.effect != deny:
		return rule{}, fault(line, "effect is %s or %s, not %q", allow, deny, r.effect)
	case !isRuleID(r.id, r.effect):
		return rule{}, fault(line, "%s rules are named %s and two to five digits, not %q",
			r.effect, letterOf(r.effect), r.id)
	case r.effect == deny && (r.limit != noLimit || r.need != alone):
		return rule{}, fault(line, "a deny rule refuses every amount, whoever approves: limit %s and need %s",
			noLimit, alone)
	case r.effect == allow && r.act == everyAct:
		return rule{}, fault(line, "an allow rule names its act; only a deny rule may say %s", everyAct)
	case r.effect == allow && r.role == ledger.PostsAdministrator && !ofService(r.act):
		return rule{}, fault(line, "whoever grants posts has no rights in a fund: a %s cannot be given %s",
			r.role, r.act)
	case r.need != alone && (r.act == reading || r.act == looking || decides(r.act)):
		return rule{}, fault(line, "%s cannot wait for others: its need is %s", r.act, alone)
	}
	return r, nil
}

func isRuleID(id, effect string) bool {
	digits, ok := strings.CutPrefix(id, letterOf(effect))
	return ok && len(digits) >= 2 && len(digits) <= 5 && strings.Trim(digits, "0123456789") == ""
}

// letterOf is what the names of allow rules, or of deny rules, begin with.
func letterOf(effect string) string {
	if effect == allow {
		return "A"
	}
	return "D"
}

// knownActs are the acts a rule may speak of: the ledger's own, and reading. Founding the service and
// making a proposal are not among them: no rule may give the first, and the second follows from a rule's
// need.
func knownActs() map[string]bool {
	acts := map[string]bool{reading: true, looking: true}
	for _, kind := range ledger.ActKinds() {
		acts[actName(kind)] = true
	}
	delete(acts, founding)
	delete(acts, proposing)
	return acts
}

// actName is an act's kind without its version.
func actName(kind string) string {
	name, _, _ := strings.Cut(kind, "/")
	return name
}

// canonical is the same scheme in one way of writing it: no comments, no spaces, rules in the order of
// their names. It is what the hash is over, and Load reads it back to the same scheme.
func canonical(rules []rule) []byte {
	text := []byte(strings.Join(columns, ",") + "\n")
	byName := func(a, b rule) int { return cmp.Compare(a.id, b.id) }
	for _, r := range slices.SortedFunc(slices.Values(rules), byName) {
		text = append(text, strings.Join(r.fields(), ",")+"\n"...)
	}
	return text
}

func fault(line int, format string, args ...any) error {
	e := ledger.ErrInvalid.With(format, args...)
	return ledger.ErrInvalid.With("scheme of delegation, line %d: %s", line, e.Text)
}

// unreadable says where the text stops being a table.
func unreadable(err error) error {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return fault(e.Line, "%v", e.Err)
	}
	return ledger.ErrInvalid.With("scheme of delegation: %v", err)
}
