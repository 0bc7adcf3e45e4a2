package policy

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"pooled/ledger"
)

// columns is the first row of every scheme of delegation: it says what the others hold.
var columns = []string{
	"role", "act", "own", "where", "limit", "counts", "need", "from", "to", "effect", "rule",
}

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
	where  string
	limit  string
	counts string
	need   need
	from   string
	to     string
	effect string
	id     string
}

// fields are the columns, in order.
func (r rule) fields() []string {
	return []string{
		string(r.role), r.act, r.own, r.where, r.limit, r.counts, r.need.text, r.from, r.to, r.effect, r.id,
	}
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
	r := rule{
		role: ledger.Role(f[0]), act: f[1], own: f[2], where: f[3], limit: f[4], counts: f[5],
		from: f[7], to: f[8], effect: f[9], id: f[10],
	}
	var err error
	if r.need, err = parseNeed(f[6]); err != nil {
		return rule{}, fault(line, "%v", err)
	}
	if err := r.checkWords(acts); err != nil {
		return rule{}, fault(line, "%v", err)
	}
	if err := r.checkSense(); err != nil {
		return rule{}, fault(line, "%v", err)
	}
	return r, nil
}

// checkWords refuses a word that stands for nothing.
func (r rule) checkWords(acts map[string]bool) error {
	limit, limitErr := ledger.ParseMoney(r.limit)
	first, last, dateErr := bounds(r.from, r.to)
	switch {
	case !slices.Contains(ledger.Roles, r.role) && r.role != ledger.TimerRole:
		return fmt.Errorf("there is no role %q; the roles are %v", r.role, ledger.Roles)
	case r.act != everyAct && !acts[r.act]:
		return fmt.Errorf("there is no act %q for the scheme of delegation to give or deny", r.act)
	case !slices.Contains(ownWords, r.own):
		return fmt.Errorf("own is one of %v, not %q", ownWords, r.own)
	case r.limit != noLimit && (limitErr != nil || limit.Sign() <= 0):
		return fmt.Errorf("limit is pounds and pence above 0.00, such as 100000.00, or %s, not %q", noLimit, r.limit)
	case r.counts != each && r.counts != together:
		return fmt.Errorf("counts is %s or %s, not %q", each, together, r.counts)
	case dateErr != nil:
		return fmt.Errorf("from and to are days such as 2026-04-01, or %s", always)
	case last != 0 && last < first:
		return fmt.Errorf("a rule runs from a day to a later one, not from %s to %s", r.from, r.to)
	case r.effect != allow && r.effect != deny:
		return fmt.Errorf("effect is %s or %s, not %q", allow, deny, r.effect)
	case !isRuleID(r.id, r.effect):
		return fmt.Errorf("%s rules are named %s and two to five digits, not %q", r.effect, letterOf(r.effect), r.id)
	}
	return checkWhere(r.where)
}

// checkWhere refuses a condition that nothing could meet.
func checkWhere(where string) error {
	if where == anywhere {
		return nil
	}
	seen := map[string]bool{}
	for term := range strings.FieldsSeq(where) {
		name, value, _ := strings.Cut(term, ":")
		known := slices.Sorted(maps.Keys(conditions))
		switch values := valuesOf(name); {
		case conditions[name] == nil || seen[name]:
			return fmt.Errorf("where is %s, or each of %v at most once, as name:value; not %q", anywhere, known, where)
		case values != nil && !slices.Contains(values, value):
			return fmt.Errorf("%s is one of %v, not %q", name, values, value)
		case values == nil && ledger.CheckID("it", value) != nil:
			return fmt.Errorf("%s asks for a name such as nhs-minimum, not %q", name, value)
		}
		seen[name] = true
	}
	if len(seen) == 0 {
		return fmt.Errorf("where is %s for no condition, not empty", anywhere)
	}
	return nil
}

// checkSense refuses a rule whose words are known and that cannot be meant, or must not be.
func (r rule) checkSense() error {
	reads := slices.Contains(readActs, r.act)
	switch {
	case r.effect == deny && (r.limit != noLimit || r.counts != each || !r.need.isAlone()):
		return fmt.Errorf("a deny rule refuses every amount, whoever approves: limit %s, counts %s and need %s",
			noLimit, each, alone)
	case r.effect == deny:
		return nil
	case r.act == everyAct:
		return fmt.Errorf("an allow rule names its act; only a deny rule may say %s", everyAct)
	case r.role == ledger.PostsAdministrator && (!ofService(r.act) || r.act == adopting):
		return fmt.Errorf("whoever grants posts has no rights over money: a %s cannot be given %s", r.role, r.act)
	case r.act == granting && r.role != ledger.PostsAdministrator:
		return fmt.Errorf("whoever grants posts has no rights over money: %s is for a %s alone, not for a %s", granting,
			ledger.PostsAdministrator, r.role)
	case r.role == ledger.TimerRole && !slices.Contains(timerActs, r.act):
		return fmt.Errorf("the timer does what falls due, and nothing else: %v", timerActs)
	case r.role != ledger.TimerRole && (r.act == expiring || r.act == recording):
		return fmt.Errorf("the timer, and nobody else, asks for %s", r.act)
	case !r.need.isAlone() && (reads || decides(r.act) || r.role == ledger.TimerRole):
		return fmt.Errorf("%s cannot wait for others: its need is %s", r.act, alone)
	case r.act == adopting && r.need.isAlone():
		return fmt.Errorf("nobody changes the scheme of delegation alone: %s needs others", r.act)
	case r.own == ofProvider && !reads:
		return fmt.Errorf("no rule lets a body decide what is paid or promised to itself: own %s is for reading",
			ofProvider)
	case reads && r.own != ofAny && (r.own != ofProvider || r.act != reading):
		return fmt.Errorf("%s is %s, or %s for what is with the reader's own organisation", r.act, ofAny, ofProvider)
	case r.counts == together && (r.limit == noLimit || !r.need.isAlone() || !promises(r.act)):
		return fmt.Errorf("%s is for a limit on what is promised alone: %v", together, promising)
	}
	return nil
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

// knownActs are the acts a rule may speak of: the ledger's own, and reading. Those that are built in are not
// among them: founding the service, making a proposal, and declaring an interest.
func knownActs() map[string]bool {
	acts := map[string]bool{}
	for _, act := range readActs {
		acts[act] = true
	}
	for _, kind := range ledger.ActKinds() {
		acts[ledger.ActName(kind)] = true
	}
	for _, act := range []string{founding, proposing, declaring, ending} {
		delete(acts, act)
	}
	return acts
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
