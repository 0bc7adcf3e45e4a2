package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// Each refused act leaves one row, by policy's rules and by the books', alone and among many, and nothing else.
func TestRefusedActsLeaveARow(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	fund, before, position := h.pool.Fund, h.head(), h.get("bob", "position").field("total")
	for _, tt := range []struct {
		name, as, path, body string
		status               int
		rule                 string
	}{
		{"no post", "eve", "virements", vire("one", "two", "1.00"), 404, "not-authorised"},
		{"a role that may not", "bob", "virements", vire("one", "two", "1.00"), 403, "not-authorised"},
		{"an auditor", "aud", "virements", vire("one", "two", "1.00"), 403, "not-authorised"},
		{"more than there is, alone", "ada", "virements", vire("two", "one", "0.01"), 422, "not-enough"},
		{"across ring-fences", "ada", "virements", strings.Replace(vire("one", "two", "1.00"),
			`"source":"nhs-minimum"},"amount"`, `"source":"dfg"},"amount"`, 1), 422, "ring-fence"},
		{"nothing of that name", "ada", "virements", vire("one", "nine", "1.00"), 404, "not-found"},
		{"a declared interest", "ina", "commitments", promise("c-1", "1.00", string(charity)), 403, "declared-interest"},
		{
			"out of the agreement's time", "ada", "virements",
			strings.Replace(vire("one", "two", "1.00"), "2015-06", "2019-06", 1), 422, "outside-agreement",
		},
		{"no such proposal", "ben", "proposals/p-999/approval", `{"hash":"` + strings.Repeat("A", 43) + `"}`, 404, "not-found"},
	} {
		rows := len(h.noted(fund))
		r := h.post(tt.as, tt.path, tt.body)
		added := h.noted(fund)[rows:]
		if r.status != tt.status || len(added) != 1 {
			t.Errorf("%s: %.200s; left %+v", tt.name, r, added)
			continue
		}
		row := added[0]
		if row.Rule != tt.rule || row.Actor != ledger.ActorID(tt.as) || row.Outcome != journal.Refused || row.Said == "" {
			t.Errorf("%s left %+v", tt.name, row)
		}
		var facts struct{ Fund, Act, Actor string }
		if err := json.Unmarshal(row.Facts, &facts); err != nil || facts.Fund != string(fund) || facts.Act != row.Act ||
			facts.Actor != tt.as {
			t.Errorf("%s: facts %s, %v", tt.name, row.Facts, err)
		}
		if detail, _ := r.field("detail").(string); tt.as != "eve" && !strings.EqualFold(detail, row.Said) {
			t.Errorf("%s was told %q, and the log says %q", tt.name, detail, row.Said)
		}
	}
	if h.head() != before || fmt.Sprint(h.get("bob", "position").field("total")) != fmt.Sprint(position) {
		t.Error("a refusal moved the books")
	}
}

// What cannot be read is no act, and leaves no row.
func TestWhatCannotBeReadLeavesNoRow(t *testing.T) {
	t.Parallel()
	h := open(t)
	before := len(h.noted(h.pool.Fund))
	for _, body := range []string{"", "{", `{"amount":1}`, `{"x":1}`, `[]`} {
		if r := h.post("ada", "virements", body); r.status < 400 {
			t.Errorf("%q is answered %s", body, r)
		}
	}
	h.expect(h.post("", "virements", vire("one", "two", "1.00")), http.StatusUnauthorized, "unauthenticated")
	if rows := h.noted(h.pool.Fund)[before:]; len(rows) != 0 {
		t.Errorf("left %+v", rows)
	}
}

// Among many acts each refusal has its row, in order, whether the others are posted or not.
func TestRefusalsAmongMany(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	fund := h.pool.Fund
	rules := func(from int) (list []string) {
		for _, row := range h.noted(fund)[from:] {
			list = append(list, row.Rule)
		}
		return list
	}
	lines := make([]string, 0, 700) // more than one cut
	for i := range 700 {
		amount := "1.00"
		if i%7 == 3 {
			amount = "99999.99" // two holds no more than what came before
		}
		lines = append(lines, lineOf([]string{"one", "two"}[i%7/3%2], []string{"two", "one"}[i%7/3%2], amount))
	}
	before, posted, refused := len(h.noted(fund)), 0, 0
	for _, one := range results(t, h.many("each", "each", lines...)) {
		switch one.Status {
		case 201:
			posted++
		case 422:
			refused++
		}
	}
	if got := rules(before); posted == 0 || refused < 100 || posted+refused != 700 || len(got) != refused {
		t.Errorf("%d posted, %d refused, %d rows", posted, refused, len(got))
	}
	before = len(h.noted(fund))
	for _, one := range results(t, h.many("each", "each", lines...)) { // what was posted is answered from its key
		if one.Status != 200 && one.Status != 422 {
			t.Errorf("again: %+v", one)
		}
	}
	if got := rules(before); len(got) != refused {
		t.Errorf("again: %d rows, not %d: what was posted may leave none", len(got), refused)
	}

	head := h.head()
	for name, tt := range map[string]struct {
		lines []string
		want  []string
	}{
		"books":  {[]string{lineOf("one", "two", "1.00"), lineOf("three", "two", "0.01")}, []string{"not-enough"}},
		"waits":  {[]string{lineOf("one", "two", "1.00"), lineOf("one", "two", "200000.00")}, []string{"not-authorised"}},
		"policy": {[]string{strings.Replace(lineOf("one", "two", "1.00"), "vire-budget", "close-year", 1)}, nil},
		"both": {
			[]string{lineOf("three", "two", "0.01"), lineOf("one", "two", "1.00"), lineOf("one", "nine", "1.00")},
			[]string{"not-enough", "not-found"},
		},
		"fine until the last": {
			append(slices.Repeat([]string{lineOf("one", "two", "0.01")}, 40), lineOf("three", "two", "9.99")),
			[]string{"not-enough"},
		},
	} {
		before := len(h.noted(fund))
		if r := h.many("all", "all-"+strings.ReplaceAll(name, " ", "-"), tt.lines...); r.status < 400 {
			t.Errorf("%s: %s", name, r)
		}
		if got := rules(before); fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s left %v, want %v", name, got, tt.want)
		}
	}
	if h.head() != head {
		t.Error("what was refused as a whole moved the journal")
	}
}

// Refusals that share a batch with what many others post are all kept, and so are the others' entries.
func TestRefusalsAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before, rows := h.head().Seq, len(h.noted(h.pool.Fund))
	var wait sync.WaitGroup
	for i := range 60 {
		wait.Go(func() {
			if i%2 == 0 {
				h.expect(h.post("ada", "virements", vire("one", "two", "1.00")), http.StatusCreated, "")
				return
			}
			h.expect(h.post("bob", "virements", vire("one", "two", "1.00")), http.StatusForbidden, "not-authorised")
		})
	}
	wait.Wait()
	if got := len(h.noted(h.pool.Fund)) - rows; got != 30 || h.head().Seq != before+30 {
		t.Errorf("%d rows, %d entries", got, h.head().Seq-before)
	}
}

// A key settles an act that was posted, and leaves no row; an act that was refused is asked, and refused, anew.
func TestRowsAndKeys(t *testing.T) {
	t.Parallel()
	h := open(t)
	fund, key := h.pool.Fund, header{"Idempotency-Key", "one-key"}
	rows := len(h.noted(fund))
	h.expect(h.post("ada", "virements", vire("one", "two", "1.00"), key), 422, "not-enough")
	h.expect(h.post("ada", "virements", vire("one", "two", "1.00"), key), 422, "not-enough")
	if got := len(h.noted(fund)) - rows; got != 2 {
		t.Errorf("refused twice and %d rows", got)
	}
	h.pool.Budget("one", "nhs-minimum", "1.00")
	rows = len(h.noted(fund))
	h.expect(h.post("ada", "virements", vire("one", "two", "1.00"), key), 201, "")
	for range 3 {
		h.expect(h.post("ada", "virements", vire("one", "two", "1.00"), key), 200, "")
	}
	h.expect(h.post("ada", "virements", vire("one", "two", "2.00"), key), 409, "key-reused")
	if got := len(h.noted(fund)) - rows; got != 0 {
		t.Errorf("posted, and %d rows", got)
	}
}

// What is asked of a fund that is not there stands under the service, also once somebody has asked to open it.
func TestRowsOfNoFund(t *testing.T) {
	t.Parallel()
	h := open(t)
	nowhere := "x" + string(h.pool.Fund)[1:]
	who := string(h.who("stranger"))
	path := "/v1/funds/" + nowhere
	h.expect(h.get(who, path+"/position"), 404, "fund-not-found")
	h.expect(h.post(who, path+"/virements", vire("one", "two", "1.00")), 404, "fund-not-found")
	h.expect(h.post(who, "/v1/funds", `{"fund":"`+nowhere+`","name":"N","host":"test-council"}`), 404, "fund-not-found")
	h.expect(h.post(who, path+"/virements", vire("one", "two", "1.00")), 404, "fund-not-found")
	rows := h.noted(ledger.Service, ledger.ActorID(who))
	if len(rows) != 4 {
		t.Fatalf("%d rows: %+v", len(rows), rows)
	}
	for _, row := range rows {
		if !strings.Contains(string(row.Facts), `"fund":"`+nowhere+`"`) {
			t.Errorf("facts = %s", row.Facts)
		}
	}
}
