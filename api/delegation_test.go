package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pooled/ledger"
)

// adopt asks for a scheme of delegation of the house's own fund.
func (h *house) adopt(as, text string) reply {
	h.Helper()
	return h.post(as, "/v1/delegations", fmt.Sprintf(`{"scope":%q,"rules":%s}`, h.pool.Fund, quoted(text)))
}

// decideIn approves a proposal of the service's journal as it stands.
func (h *house) approveOfService(as, proposal string) reply {
	h.Helper()
	path := "/v1/funds/service/proposals/" + proposal
	hash := h.get("bob", path).field("item", "hash")
	return h.post(as, path+"/approval", fmt.Sprintf(`{"hash":%q}`, hash))
}

// narrower lets a pool manager vire no more than ten pounds alone.
func narrower(h *house) string {
	h.Helper()
	text := defaultRules()
	at := strings.Index(text, "A47\n")
	row := text[strings.LastIndex(text[:at], "\n")+1 : at]
	if !strings.Contains(row, "100000.00") {
		h.Fatalf("the rule is %q", row)
	}
	return strings.Replace(text, row, strings.Replace(row, "100000.00,", "10.00,    ", 1), 1)
}

// A fund gets a scheme of delegation of its own: proposed by the pool manager, approved by the section 151 officer and
// then the NHS chief finance officer. The very next act is judged by it, in every program on the books; other funds
// keep the scheme they had.
func TestAdoptDelegation(t *testing.T) {
	t.Parallel()
	h, neighbour := open(t), open(t)
	twin := h.twin()
	for _, one := range []*house{h, neighbour} {
		one.pool.Budget("one", "nhs-minimum", "1000.00")
		one.expect(one.post("pam", "virements", vire("one", "two", "10.01")), http.StatusCreated, "")
	}
	twin.expect(twin.post("pam", "virements", vire("one", "two", "10.01")), http.StatusCreated, "")
	first := h.expect(h.get("pam", "delegation"), http.StatusOK, "")
	if first.field("delegation", "scope") != "service" {
		t.Errorf("before: %.300s", first)
	}

	h.expect(h.adopt("cam", narrower(h)), http.StatusForbidden, "not-authorised")
	r := h.expect(h.adopt("pam", narrower(h)), http.StatusAccepted, "")
	id := fmt.Sprint(r.field("proposal"))
	waits, _ := r.field("waits").(string)
	if !strings.Contains(waits, "section 151 officer") || !strings.Contains(waits, "NHS chief finance officer") {
		t.Errorf("waits = %q", waits)
	}
	h.expect(h.approveOfService("pam", id), http.StatusForbidden, "own-work")
	h.expect(h.approveOfService("ada", id), http.StatusForbidden, "not-authorised")
	half := h.expect(h.approveOfService("cfo", id), http.StatusAccepted, "")
	if waits, _ := half.field("waits").(string); strings.Contains(waits, "section 151 officer and") ||
		!strings.Contains(waits, "NHS chief finance officer") {
		t.Errorf("half = %.300s", half)
	}
	h.expect(h.approveOfService("cfo", id), http.StatusForbidden, "own-work")
	h.expect(h.post("pam", "virements", vire("one", "two", "10.01")), http.StatusCreated, "") // not yet in force
	h.expect(h.approveOfService("nic", id), http.StatusCreated, "")

	twin.expect(twin.post("pam", "virements", vire("one", "two", "10.01")), http.StatusAccepted, "")
	h.expect(h.post("pam", "virements", vire("one", "two", "10.01")), http.StatusAccepted, "")
	h.expect(h.post("pam", "virements", vire("one", "two", "10.00")), http.StatusCreated, "")
	neighbour.expect(neighbour.post("pam", "virements", vire("one", "two", "10.01")), http.StatusCreated, "")

	for _, one := range []*house{h, twin} { // what is shown follows within a second
		shown := eventually(func() (reply, bool) {
			r := one.get("pam", "delegation")
			return r, r.field("delegation", "scope") == string(h.pool.Fund)
		})
		if shown.field("delegation", "version") != 1.0 || shown.field("delegation", "rules") != narrower(h) {
			t.Errorf("shown = %.300s", shown)
		}
		may := one.get("pam", "may?act=vire-budget&source=nhs-minimum&amount=10.01")
		if may.field("answer") != "yes-once" || may.field("policy") == nil {
			t.Errorf("may = %s", may)
		}
	}
	posted := h.get("bob", "entries?act=vire-budget&limit=200")
	list, _ := posted.field("entries").([]any)
	if a, b := posted.field("entries", 0, "authority", "policy"),
		posted.field("entries", len(list)-1, "authority", "policy"); a == b {
		t.Errorf("both were judged under %v", a)
	}
	h.expect(h.approveOfService("nic", id), http.StatusConflict, "already-decided")
}

// eventually asks until it is answered well, for two seconds at most.
func eventually(ask func() (reply, bool)) (r reply) {
	for deadline := time.Now().Add(2 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var ok bool
		if r, ok = ask(); ok {
			return r
		}
	}
	return r
}

// A scheme of delegation that cannot be read, or must not be in force, is refused with the line of its first fault, and
// the old one stays.
func TestBrokenDelegation(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.get("pam", "delegation")
	row := func(rule, old, new string) (text string, line int) {
		text = defaultRules()
		at := strings.Index(text, rule+"\n")
		start := strings.LastIndex(text[:at], "\n") + 1
		if at < 0 || !strings.Contains(text[start:at], old) {
			t.Fatalf("rule %s holds no %q", rule, old)
		}
		changed := strings.Replace(text[start:at], old, new, 1)
		return text[:start] + changed + text[at:], strings.Count(text[:start], "\n") + 1
	}
	for name, change := range map[string][3]string{
		"a typo in the act":         {"A47", "vire-budget", "vire-bugdet"},
		"a role that is none":       {"A47", "pool-manager", "pool-boy"},
		"a limit below nil":         {"A47", "100000.00", "-100000.0"},
		"a limit in pence":          {"A47", "100000.00", "100000"},
		"provider on a paying act":  {"A347", "any", "provider"},
		"adopt-delegation alone":    {"A203", "section-151-officer and nhs-chief-finance-officer", "-"},
		"a need that is nobody's":   {"A204", "nhs-chief-finance-officer", "the-mayor"},
		"a rule twice":              {"A48x", "", ""},
		"an effect that is neither": {"A47", "allow", "maybe"},
		"* for every act":           {"A47", "vire-budget", "*"},
		"a 30 February":             {"A47", "-,    -,  allow", "2026-02-30,-,allow"},
		"a row too short":           {"A47", "each,", ""},
		"a word that is no where":   {"A47", "any,      -,", "any, planet:mars,"},
		"a grant of the timer's":    {"A47", "vire-budget", "expire-proposal"},
	} {
		if name == "a rule twice" {
			change = [3]string{"A300", "any", "any"}
		}
		text, line := row(change[0], change[1], change[2])
		if name == "a rule twice" {
			text = strings.Replace(text, "A300\n", "A299\n", 1)
		}
		r := h.expect(h.adopt("pam", text), http.StatusUnprocessableEntity, "invalid-value")
		if detail, _ := r.field("detail").(string); !strings.Contains(detail, fmt.Sprintf("line %d", line)) {
			t.Errorf("%s: %q does not name line %d", name, detail, line)
		}
	}
	text := defaultRules()
	for name, broken := range map[string]string{
		"nobody grants posts":     strings.ReplaceAll(text, "grant-post, ", "end-post,   "),
		"nobody changes it again": dropRows(text, "adopt-delegation"),
		"no rows at all":          strings.SplitAfter(text, "effect, rule\n")[0],
		"not a table":             "everybody may do everything",
		"a right-to-left mark":    "# \u202e\n" + text,
		"a NUL":                   text + "\x00",
	} {
		if r := h.adopt("pam", broken); r.status != 422 && r.status != 400 {
			t.Errorf("%s: %.300s", name, r)
		}
	}
	h.expect(h.adopt("bob", "x"), http.StatusForbidden, "not-authorised") // who may not is told no more
	past := fmt.Sprintf(`{"scope":%q,"from":"2015-04-01","rules":%s}`, h.pool.Fund, quoted(text))
	h.expect(h.post("pam", "/v1/delegations", past), http.StatusUnprocessableEntity, "invalid-value")

	h.expect(h.post("pam", "virements", vire("one", "two", "100.00")), http.StatusCreated, "")
	after := h.get("pam", "delegation")
	if after.field("delegation", "sha256") != before.field("delegation", "sha256") {
		t.Errorf("the scheme in force was %.200s and is %.200s", before, after)
	}
	if _, err := h.pool.Journal.Document(t.Context(), ledger.Service,
		ledger.Delegations{Scope: h.pool.Fund}.Ref(), 0); err == nil {
		t.Error("a broken scheme stands in the journal")
	}
}

// A scheme of delegation may be longer than other acts, up to what the ledger takes.
func TestLongDelegation(t *testing.T) {
	t.Parallel()
	h := open(t)
	comment := "# " + strings.Repeat("as our constitution says ", 15) + "\n"
	long := strings.Repeat(comment, (ledger.RulesLengthMax-len(defaultRules()))/len(comment)) + defaultRules()
	h.expect(h.adopt("pam", long), http.StatusAccepted, "")
	h.expect(h.adopt("pam", strings.Repeat(comment, 120)+long), http.StatusUnprocessableEntity, "invalid-value")
	h.expect(h.adopt("pam", strings.Repeat(comment, 2)+long+strings.Repeat(long, 2)), 413, "too-large")
}

func dropRows(text, act string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") || !strings.Contains(line, act+",") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
