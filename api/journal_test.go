package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/journal"
)

// exported is what "pooled export" would write.
func (h *house) exported(o audit.ExportOptions) []byte {
	h.Helper()
	var file bytes.Buffer
	o.Fund = h.pool.Fund
	if err := audit.Export(h.Context(), h.pool.DB.ReaderPool(h), &file, o); err != nil {
		h.Fatal(err)
	}
	return file.Bytes()
}

// asks puts an address together of what an export goes on from.
func asks(o audit.ExportOptions) string {
	path := fmt.Sprintf("export?redacted=%v", o.Redacted)
	if o.Entries > 0 {
		path += fmt.Sprintf("&entries=%d&service=%d&after=%d", o.Entries, o.Service, o.After)
	}
	if o.After > 0 {
		path += "&root=" + o.Root.String()
	}
	return path
}

// The API gives the bytes that the command line writes, as they stood at any entry, packed or not, and the rest of them
// after a connection that broke; a caller who holds another history is told.
func TestExportOverTheAPI(t *testing.T) {
	t.Parallel()
	h := openIn(t, pooltest.Own(t)) // else others' acts move the service journal
	h.furnish()
	var first audit.ExportOptions
	for _, redacted := range []bool{false, true} {
		want := h.exported(audit.ExportOptions{Redacted: redacted})
		path := fmt.Sprintf("export?redacted=%v", redacted)
		plain := h.get("aud", path, header{"Accept-Encoding", "identity"})
		if plain.status != http.StatusOK || !bytes.Equal(plain.body, want) || plain.header.Get("Content-Encoding") != "" {
			t.Fatalf("redacted %v: %d, and the same bytes: %v", redacted, plain.status, bytes.Equal(plain.body, want))
		}
		small := h.get("aud", path, header{"Accept-Encoding", "br, gzip;q=0.5"})
		z, err := gzip.NewReader(bytes.NewReader(small.body))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, want) || len(small.body)*2 > len(want) {
			t.Errorf("packed: %v, %d bytes of %d", err, len(small.body), len(want))
		}
		var whole bytes.Buffer
		r := audit.NewReceiver(&whole, h.pool.Fund, redacted, nil)
		for part := 0; !r.Whole(); part++ {
			cut := len(want) / 3
			if part == 1 { // the journal goes on meanwhile
				h.post("cam", "virements", vire("one", "two", "1.00"))
			}
			if err := r.Take(io.LimitReader(bytes.NewReader(h.get("aud", asks(r.Standing())).body), int64(cut))); err != nil &&
				!errors.Is(err, audit.ErrBrokeOff) {
				t.Fatal(err)
			}
			if part == 0 {
				first = r.Standing()
			}
		}
		if !redacted && !bytes.Equal(whole.Bytes(), want) {
			t.Error("put together of parts, the file is another")
		}
	}
	first.Root = ledger.Digest{1}
	h.expect(h.get("aud", asks(first)), http.StatusConflict, "other-history")
	h.expect(h.get("aud", "export?entries=1000000"), http.StatusUnprocessableEntity, "invalid-value")
	h.expect(h.get("aud", "export?after=1000000"), http.StatusUnprocessableEntity, "invalid-value")
	h.expect(h.get("aud", "/v1/funds/none/export"), http.StatusNotFound, "fund-not-found")
	alone := h.get("aud", "/v1/funds/service/export") // which every export holds too
	if first, _, _ := bytes.Cut(alone.body, []byte("\n")); alone.status != http.StatusOK ||
		!bytes.Contains(first, []byte(`"fund":"service","entries":0`)) {
		t.Errorf("the service journal alone: %d, %s", alone.status, first)
	}
	h.expect(h.get("ada", "/v1/funds/service/export"), http.StatusForbidden, "not-authorised")
}

// Whoever reads the whole journal leaves a trace, in the fund and in the service; who may not, too.
func TestReadingTheWholeJournalLeavesATrace(t *testing.T) {
	t.Parallel()
	h := open(t, ledger.GrantPost{Actor: "s151", Post: "s151", Role: ledger.ChiefFinance, Body: pooltest.CouncilBody},
		ledger.GrantPost{Actor: "bob", Post: "board", Role: ledger.BoardMember, Body: pooltest.CouncilBody})
	officer, member := h.who("s151"), h.who("bob")
	for _, path := range []string{"export", "risks", "verification"} {
		if r := h.get(string(officer), path); r.status != http.StatusOK {
			t.Errorf("%s: %.300s", path, r)
		}
		h.expect(h.get(string(member), path), http.StatusForbidden, "not-authorised")
	}
	operations := []string{"export-journal", "list-risks", "verify-journal"}
	for who, outcome := range map[ledger.ActorID]journal.Outcome{officer: journal.Read, member: journal.Refused} {
		var did []string
		for _, n := range h.noted(h.pool.Fund, who) {
			if did = append(did, n.Act); n.Outcome != outcome {
				t.Errorf("%s: %+v", who, n)
			}
		}
		if !slices.Equal(did, operations) {
			t.Errorf("%s left %v", who, did)
		}
	}
}

// risksPages are the entries that all pages list, by filter, and the first page.
func (h *house) risksPages(path string) (map[string][]audit.RiskItem, reply) {
	h.Helper()
	found := map[string][]audit.RiskItem{}
	var first reply
	for path = h.path(path); path != ""; {
		r := h.get("aud", path)
		if first.body == nil {
			first = r
		}
		var page struct {
			Found []struct {
				audit.EntryChange
				Risks []struct {
					Risk   string
					Amount ledger.Money
					Why    string
				}
			}
			Next string
		}
		if err := json.Unmarshal(r.body, &page); err != nil || r.status != http.StatusOK {
			h.Fatalf("%v: %.500s", err, r)
		}
		for _, e := range page.Found {
			for _, one := range e.Risks {
				item := audit.RiskItem{EntryChange: e.EntryChange, Amount: one.Amount, Why: one.Why}
				found[one.Risk] = append(found[one.Risk], item)
			}
		}
		path = page.Next
	}
	return found, first
}

// Page by page, the API finds what "pooled register" finds in the export: by each filter, in a period, with other
// thresholds.
func TestRisksAreThoseOfTheRegister(t *testing.T) {
	t.Parallel()
	h := openIn(t, pooltest.Own(t))
	h.furnish()
	for range 4 {
		h.post("cam", "virements", vire("one", "two", "1000.00"))
	}
	file := h.exported(audit.ExportOptions{})
	tight := audit.DefaultThresholds()
	tight.Near, tight.SplitDays, tight.Rare, tight.NightFrom, tight.NightTo = 1, 366, 1000, 12, 12
	all := 0
	for query, asked := range map[string]audit.RegisterOptions{
		"limit=3":                          {Thresholds: audit.DefaultThresholds()},
		"limit=200":                        {Thresholds: audit.DefaultThresholds()},
		"limit=1&filter=round-sum,weekend": {Thresholds: audit.DefaultThresholds(), Filters: []string{"round-sum", "weekend"}},
		"limit=2&period=2015-16/03":        {Thresholds: audit.DefaultThresholds(), Period: ledger.MustPeriod("2015-16/03")},
		"limit=4&near=1&splitDays=366&rare=1000&nightFrom=12&nightTo=12": {Thresholds: tight},
	} {
		want, err := audit.Register(bytes.NewReader(file), asked, audit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		found, first := h.risksPages("risks?" + query)
		for i, risk := range want.Risks {
			all += len(risk.Items)
			if got := found[risk.Name]; len(risk.Items) > 0 && !reflect.DeepEqual(got, risk.Items) {
				t.Errorf("%s, %s: %+v\nwant %+v", query, risk.Name, got, risk.Items)
			}
			if first.field("risks", i, "count") != float64(risk.Count) || first.field("risks", i, "rule") != risk.Rule {
				t.Errorf("%s, %s: %v", query, risk.Name, first.field("risks", i))
			}
			delete(found, risk.Name)
		}
		if len(found) > 0 || first.field("root") != want.Root.String() || first.field("money") != float64(want.Money) ||
			!sameJSON(t, first.field("digits"), want.Digits) || !sameJSON(t, first.field("pairs"), want.Pairs) {
			t.Errorf("%s: %.600s", query, first)
		}
	}
	if all < 40 {
		t.Errorf("only %d entries are found", all)
	}
	h.expect(h.get("aud", "risks?filter=luck"), http.StatusUnprocessableEntity, "register-form")
	h.expect(h.get("aud", "risks?near=101"), http.StatusUnprocessableEntity, "register-form")
	h.expect(h.get("aud", "risks?period=2015-16/15"), http.StatusUnprocessableEntity, "period-form")
}

func sameJSON(t *testing.T, got, want any) bool {
	t.Helper()
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(got, v)
}

// verdict asks for verification and returns the last line, having held that the lines before it only say how far it is.
func (h *house) verdict(query string) reply {
	h.Helper()
	r := h.get("aud", "verification"+query)
	lines := bytes.Split(bytes.TrimSpace(r.body), []byte("\n"))
	for _, line := range lines[:len(lines)-1] {
		if one := (reply{body: line}); one.field("all") == nil || one.field("verdict") != nil {
			h.Errorf("a line of progress: %s", line)
		}
	}
	return reply{r.status, r.header, lines[len(lines)-1]}
}

// The verdict is in the words of "pooled verify", of a journal that is whole and of one that somebody damaged who has
// all rights over the database.
func TestVerificationOverTheAPI(t *testing.T) {
	t.Parallel()
	h := openIn(t, pooltest.Own(t))
	h.furnish()
	file := h.exported(audit.ExportOptions{})
	report, err := audit.Verify(bytes.NewReader(file), audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	if err := report.Text(&words); err != nil {
		t.Fatal(err)
	}
	said := h.verdict("?skipDecisions=true")
	if said.field("verdict", "whole") != true || said.field("verdict", "words") != words.String() ||
		said.field("done") != float64(report.Entries+report.Service) {
		t.Errorf("the verdict is %s, want %s", said, words.String())
	}
	// The test's people were appointed before anybody was judged: the first decision does not hold.
	judge := audit.NewJudge(h.policy.Decide)
	judge.Look(bytes.NewReader(file))
	_, unallowed := audit.Verify(bytes.NewReader(file), audit.Options{Each: judge.Each})
	said = h.verdict("")
	if unallowed == nil || said.field("verdict", "words") != unallowed.Error() || said.field("verdict", "whole") != false ||
		said.field("verdict", "fault", "kind") != "unallowed" {
		t.Errorf("judged, the verdict is %s, want %v", said, unallowed)
	}
	owner := h.pool.DB.OwnerPool(t)
	for _, one := range []struct{ statement, kind string }{
		{`UPDATE entry SET body = convert_to(replace(convert_from(body, 'UTF8'), '600000.00"', '600001.00"'), 'UTF8')
			WHERE fund > 0`, "edited"},
		{`DELETE FROM entry WHERE fund > 0 AND seq = 7`, "missing"},
	} {
		for _, statement := range []string{
			`ALTER TABLE entry DISABLE TRIGGER entry_is_never_changed`, one.statement,
			`ALTER TABLE entry ENABLE TRIGGER entry_is_never_changed`,
		} {
			if _, err := owner.Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		said := h.verdict("?skipDecisions=true")
		if said.field("verdict", "whole") != false || said.field("verdict", "fault", "kind") != one.kind {
			t.Errorf("%s: %s", one.kind, said)
		}
	}
	h.expect(h.get("aud", "risks"), http.StatusConflict, "journal-not-whole")
}
