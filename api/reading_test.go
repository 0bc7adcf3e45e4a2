package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// readers hold a post in the house's own fund alone, so that nobody else's reading stands beside theirs in the log.
func readers() []ledger.GrantPost {
	today := ledger.DateOf(time.Now()) // in London
	return []ledger.GrantPost{
		{Actor: "bob", Post: "board", Role: ledger.BoardMember, Body: pooltest.CouncilBody},
		{Actor: "aud", Post: "audit", Role: ledger.Auditor, Body: pooltest.CouncilBody},
		{Actor: "man", Post: "agent", Role: ledger.ManagingAgent, Body: charity},
		{Actor: "lin", Post: "link", Role: ledger.LinkWorker, Body: pooltest.TrustBody},
		{Actor: "gone", Post: "board", Role: ledger.BoardMember, Body: pooltest.CouncilBody, To: today - 1},
		{Actor: "last", Post: "board", Role: ledger.BoardMember, Body: pooltest.CouncilBody, To: today},
		{Actor: "next", Post: "board", Role: ledger.BoardMember, Body: pooltest.CouncilBody, From: today + 1},
		{Actor: "grants", Post: "grants", Role: ledger.PostsAdministrator, Body: pooltest.CouncilBody},
	}
}

// traces are the rows that somebody has left in the log of decisions, of the fund and of the service.
func (h *house) traces(who ledger.ActorID) []journal.Noted {
	h.Helper()
	return append(h.noted(h.pool.Fund, who), h.noted(ledger.Service, who)...)
}

// Who sees what: 200 what is shown, 403 what is refused, 404 what is not there for them. Each refusal, and each read of
// an auditor, leaves one row with its facts; nothing else leaves any.
func TestWhoReadsWhat(t *testing.T) {
	t.Parallel()
	h := open(t, readers()...)
	filled := h.furnish()
	const all, own, no, hidden = "200", "own", "403", "404"
	paths := map[string]string{ // how a managing agent of the charity fares there
		"": no, "position": no, "position/available": no, "entries": no, "entries/1": no, "trial-balance": no,
		"statement": no, "prompt-payment": no, "commitment-roll-forward": no,
		"movements?account=1000::test-council:dfg::capital": no, "agreements": no, "agreements/1": no,
		"changes?from=seq:1": no,
		"sources":            no, "sources/dfg": no, "contributions": no, "contributions/own": no, "schemes": no, "schemes/one": no,
		"partners/test-ccg/year-end?year=2015-16": no, "years/2016-17/draft-contributions": no, "cut-offs": no,
		"cut-offs/test-ccg.2015-16": no, "leavings": no, "endings": no,
		"minimums": no, "forecasts": no, "periods": no, "proposals": no, "proposals/{proposal}": no, "decisions": no,
		"entries?document=commitment/c-3": no, "delegation": all,
		"commitments": all, "commitments/c-3": all, "commitments/c-1": hidden, "commitments/c-9": hidden,
		"invoices": all, "invoices/i-3": all, "invoices/i-1": hidden,
		"credit-notes": all, "credit-notes/n-2": all, "credit-notes/n-1": hidden,
	}
	want := func(who, path string) string {
		switch who {
		case "bob", "last":
			return map[bool]string{true: no, false: all}[path == "decisions"]
		case "aud":
			return all
		case "man":
			return paths[path]
		case "lin": // of the trust: the other way round
			swapped := strings.NewReplacer("s/c-3", "s/c-1", "s/c-1", "s/c-3", "i-3", "i-1", "i-1", "i-3",
				"n-1", "n-2", "n-2", "n-1").Replace(path)
			if one, ok := paths[swapped]; ok {
				return one
			}
			return paths[path]
		case "grants":
			return no
		}
		return hidden
	}
	for _, who := range []string{"bob", "aud", "man", "lin", "gone", "last", "next", "grants", "stranger"} {
		actor := h.who(who)
		for path := range paths {
			before := len(h.traces(actor))
			r := h.get(string(actor), strings.TrimSuffix(h.path(filled.Replace(path)), "/"))
			there := path != "commitments/c-9"
			if expected := want(who, path); fmt.Sprint(r.status) != expected && there || !there && r.status == 200 {
				t.Errorf("%s reads %q: %.300s; want %s", who, path, r, expected)
			}
			rows := h.traces(actor)[before:]
			leaves := 0
			if r.status >= 400 && there || who == "aud" {
				leaves = 1
			}
			if !there && leaves == 0 && r.problem() != "not-found" { // refused for what the asker is, not for what is asked
				leaves = 1
			}
			if len(rows) != leaves {
				t.Errorf("%s reads %q (%d) and leaves %d rows, not %d", who, path, r.status, len(rows), leaves)
			}
			for _, row := range rows {
				h.holdTrace(row, actor, r)
			}
		}
	}
}

// holdTrace holds a row of the log against the read that left it.
func (h *house) holdTrace(row journal.Noted, actor ledger.ActorID, r reply) {
	h.Helper()
	var facts struct {
		Fund, Act, Actor string
		At               time.Time
	}
	if err := json.Unmarshal(row.Facts, &facts); err != nil {
		h.Errorf("facts %s: %v", row.Facts, err)
	}
	if facts.Actor != string(actor) || !strings.HasPrefix(facts.Act, "read") || facts.Fund == "" || facts.At.IsZero() {
		h.Errorf("facts = %s", row.Facts)
	}
	outcome, rule := journal.Read, facts.Act
	if r.status >= 400 && r.problem() != "not-found" || row.Outcome == journal.Refused {
		outcome, rule = journal.Refused, r.problem()
	}
	if row.Outcome != outcome || row.Rule != rule || row.Actor != actor || row.Act == "" ||
		(row.Said != "") != (outcome == journal.Refused) {
		h.Errorf("row = %+v of %.200s", row, r)
	}
}

// The managing agent's lists hold their own alone, on pages that give no hint of others.
func TestListsOfAProvider(t *testing.T) {
	t.Parallel()
	h := open(t, readers()...)
	h.furnish()
	for i := range 5 {
		h.expect(h.post("cam", "commitments", promise(fmt.Sprintf("d-%d", i), "1.00", string(charity))), 201, "")
	}
	man := string(h.who("man"))
	seen := []any{}
	for next := "commitments?limit=2"; next != ""; {
		r := h.expect(h.get(man, next), http.StatusOK, "")
		items, _ := r.field("items").([]any)
		for i := range items {
			seen = append(seen, r.field("items", i, "id"))
			if r.field("items", i, "provider") != string(charity) {
				t.Errorf("shows %v", items[i])
			}
		}
		if strings.Contains(string(r.body), "c-1") || strings.Contains(string(r.body), "c-2") {
			t.Errorf("a page names another's: %s", r)
		}
		next, _ = r.field("next").(string)
	}
	if fmt.Sprint(seen) != "[c-3 d-0 d-1 d-2 d-3 d-4]" {
		t.Errorf("seen = %v", seen)
	}
	// One that is another's, and one that is nobody's, are the same answer.
	another, nobodys := h.get(man, "commitments/c-1"), h.get(man, "commitments/c-0")
	plain := func(r reply) string {
		return strings.NewReplacer(fmt.Sprint(r.field("instance")), "", "c-1", "c", "c-0", "c").Replace(r.String())
	}
	if plain(another) != plain(nobodys) {
		t.Errorf("another's: %s\nnobody's: %s", another, nobodys)
	}
}

// What only asks what would be leaves no row, whoever asks, and neither does asking twice what is shown.
func TestWhatIfsLeaveNoRow(t *testing.T) {
	t.Parallel()
	h := open(t, append(readers(),
		ledger.GrantPost{Actor: "pam", Post: "pool", Role: ledger.PoolManager, Body: pooltest.CouncilBody})...)
	h.furnish()
	for _, who := range []string{"bob", "aud", "man", "pam", "stranger"} {
		actor := string(h.who(who))
		h.get(actor, "may?act=vire-budget&amount=5.00&source=nhs-minimum")
		h.post(actor, "virements?dryRun=true", vire("one", "two", "1.00"))
		h.post(actor, "virements?dryRun=true", vire("one", "two", "999999.00"))
		h.post(actor, "acts?mode=each&dryRun=true", lineOf("one", "two", "1.00"), header{"Content-Type", ndjson})
		h.post(actor, "acts?mode=all&dryRun=true", lineOf("one", "two", "999999.00"), header{"Content-Type", ndjson})
		h.get(actor, "/v1/funds")
		h.get(actor, "/v1/posts/"+actor)
		if rows := h.traces(h.who(who)); len(rows) != 0 {
			t.Errorf("%s left %+v", who, rows)
		}
	}
}

// The log of decisions is shown to those who may read it, page by page, and by whom and how it came out.
func TestDecisionsAreShown(t *testing.T) {
	t.Parallel()
	h := open(t, readers()...)
	man, aud := string(h.who("man")), string(h.who("aud"))
	for range 3 {
		h.expect(h.get(man, "position"), http.StatusForbidden, "not-authorised")
	}
	h.expect(h.get(aud, "schemes"), http.StatusOK, "")
	h.expect(h.post("ada", "virements", vire("one", "two", "1.00")), 422, "not-enough")
	for query, want := range map[string]int{
		"": 5, "&actor=" + man: 3, "&actor=ada": 1, "&actor=zoe": 0, "&outcome=read": 1, "&outcome=refused": 4,
		"&outcome=refused&actor=" + aud: 0,
	} {
		var ids []any
		for next := "decisions?limit=2" + query; next != ""; {
			r := h.expect(h.get("nic", next), http.StatusOK, "")
			rows, _ := r.field("decisions").([]any)
			for i := range rows {
				ids = append(ids, r.field("decisions", i, "id"))
			}
			next, _ = r.field("next").(string)
		}
		if len(ids) != want || len(slices.Compact(ids)) != want {
			t.Errorf("%q: %d rows, want %d", query, len(ids), want)
		}
	}
	h.expect(h.get("nic", "decisions?outcome=perhaps"), 422, "invalid-request")
	h.expect(h.get("nic", "decisions?actor=Jane"), 422, "invalid-request")
}

// Nobody changes the log of decisions: not the program's role, for want of the right, and not the owner of the table.
func TestLogOfDecisionsIsAppendOnly(t *testing.T) {
	t.Parallel()
	h := open(t, readers()...)
	h.expect(h.get(string(h.who("man")), "position"), http.StatusForbidden, "not-authorised")
	before := h.noted(h.pool.Fund)
	writer, owner, reader := h.pool.Pgx(), h.pool.DB.OwnerPool(t), h.pool.DB.ReaderPool(t)
	for _, statement := range []string{
		`UPDATE decision SET said = ''`, `UPDATE decision SET actor = 'eve' WHERE false`, `DELETE FROM decision`,
		`TRUNCATE decision`, `DELETE FROM decision WHERE false`,
	} {
		if _, err := writer.Exec(t.Context(), statement); err == nil {
			t.Errorf("the program's role did %s", statement)
		}
		if _, err := owner.Exec(t.Context(), statement); err == nil {
			t.Errorf("the table's owner did %s", statement)
		}
	}
	if _, err := reader.Exec(t.Context(), `
		INSERT INTO decision (fund, at, outcome, actor, act, rule, said, facts)
		VALUES (0, now(), 'read', 'eve', 'a', 'b', '', '{}')`); err == nil {
		t.Error("the reader added a row")
	}
	if after := h.noted(h.pool.Fund); len(after) != len(before) || after[0].Said != before[0].Said {
		t.Errorf("the log was %+v and is %+v", before, after)
	}
}
