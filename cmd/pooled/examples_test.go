package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/internal/postgres"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/report"
	"pooled/policy"
)

// testHouse is the program put together over a database of the test's own.
func testHouse(t *testing.T) *house {
	t.Helper()
	db := pooltest.Own(t)
	pool, err := postgres.Pool(t.Context(), db.WriterURL, connectionsMax, journal.Prepare)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	h := wire(&books{}, pool, scheme, slog.New(slog.DiscardHandler), journal.Watch{})
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h *house) mustPosition(t *testing.T, fund ledger.FundID, asOf string) report.Position {
	t.Helper()
	at, err := report.ParseAsOf(asOf, "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := report.New(h.pool).Position(t.Context(), fund, at)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wantMoney(t *testing.T, what string, got ledger.Money, want string) {
	t.Helper()
	if got != ledger.MustMoney(want) {
		t.Errorf("%s is %s, want %s", what, got, want)
	}
}

// All are loaded into one database, as a person who tries them one after the other would.
func TestExamples(t *testing.T) {
	t.Parallel()
	h := testHouse(t)
	for _, name := range examples() {
		if _, err := h.load(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("havering", func(t *testing.T) { checkHavering(t, h) })
	t.Run("stockport", func(t *testing.T) { checkStockport(t, h) })
	t.Run("nottingham", func(t *testing.T) { checkNottingham(t, h) })
	t.Run("dudley-hiu", func(t *testing.T) { checkDudleyHIU(t, h) })
	t.Run("stockton", func(t *testing.T) { checkStockton(t, h) })
	for _, name := range examples() {
		differences, err := report.New(h.pool).Check(t.Context(), fundOf(name))
		if err != nil || len(differences) > 0 {
			t.Errorf("%s: the books do not hold: %v, %v", name, differences, err)
		}
		posted, err := h.load(t.Context(), name)
		if err != nil || posted != 0 {
			t.Errorf("%s loaded again posts %d entries, %v; want none", name, posted, err)
		}
	}
}

func checkStockport(t *testing.T, h *house) {
	first := h.mustPosition(t, "stockport", "period:2015-16/12")
	neighbourhoods := 0
	for _, scheme := range first.Schemes {
		if scheme.Revised.Sign() > 0 {
			neighbourhoods++
		}
	}
	if neighbourhoods != 8 {
		t.Errorf("%d neighbourhoods have a budget, want 8", neighbourhoods)
	}
	for _, source := range first.Sources {
		if source.Source == "transformation" {
			wantMoney(t, "transformation money", source.Agreed, "3900000.00")
			wantMoney(t, "transformation money in budgets", source.Revised, "3900000.00")
		}
	}
	now := h.mustPosition(t, "stockport", "")
	wantMoney(t, "the pool of 2016-17", now.Total.Agreed, "202000000.00")
	varied, err := h.journal.Entries(t.Context(), "stockport", journal.Page{
		Document: ledger.Ref{Kind: "contribution", ID: "ccg-hospital-surgical"}, After: 88, Limit: 9,
	})
	if err != nil || len(varied) != 1 {
		t.Fatalf("variations = %v, %v; want one", varied, err)
	}
	at := varied[0].Entry.Seq - 1
	was, err := report.New(h.pool).Position(t.Context(), "stockport", report.AtSeq(at))
	if err != nil {
		t.Fatal(err)
	}
	wantMoney(t, "the pool of 2016-17 before the variation", was.Total.Agreed, "232000000.00")
	checkStockportPartners(t, h)
}

// The funder and the participant bring what they may: the one money without a vote, the other neither.
func checkStockportPartners(t *testing.T, h *house) {
	d, err := h.journal.Document(t.Context(), "stockport", ledger.Ref{Kind: "agreement", ID: "1"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[ledger.Part][]ledger.BodyID{}
	for _, party := range d.(ledger.Agreement).Partners {
		parts[party.Part] = append(parts[party.Part], party.Body)
	}
	participants, funders := []ledger.BodyID{"viaduct-health"}, []ledger.BodyID{"nhs-england"}
	if len(parts[ledger.Section75Partner]) != 4 || !slices.Equal(parts[ledger.Participant], participants) ||
		!slices.Equal(parts[ledger.Funder], funders) {
		t.Errorf("the parts are %v", parts)
	}
	for one := range eachLine(t, "stockport") {
		if one.Act == "grant-post" && bytes.Contains(one.Fields, []byte(`"nhs-england"`)) {
			t.Errorf("line %s gives the funder a post", one.Key)
		}
	}
}

func checkNottingham(t *testing.T, h *house) {
	s, err := report.New(h.pool).Statement(t.Context(), "nottingham", report.AtPeriod(ledger.MustPeriod("2015-16/06")))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ line, exact, printed string }{
		{"CCG baseline", "10711000.00", "10,711"},
		{"CCG other", "916000.00", "916"},
		{"Non-elective adjustment (deducted)", "-153000.00", "-153"},
		{"Disabled facilities grant", "506600.00", "507"},
		{"Social care capital grant", "431600.00", "432"},
		{"Social care contribution", "357600.00", "358"},
	} {
		found := false
		for _, partner := range s.In {
			for _, line := range partner.Lines {
				if line.Name == want.line {
					found = true
					wantMoney(t, want.line, line.Amount, want.exact)
					if got := line.Amount.Thousands(); got != want.printed {
						t.Errorf("%s is printed %s, want %s", want.line, got, want.printed)
					}
				}
			}
		}
		if !found {
			t.Errorf("the statement has no line %q", want.line)
		}
	}
	for _, want := range []struct {
		what    string
		amount  ledger.Money
		printed string
	}{
		{"the CCG's total", s.In[0].Total, "11,474"},
		{"the City's total", s.In[1].Total, "1,296"},
		{"total in", s.TotalIn, "12,770"},
		{"the CCG's cash out", s.Out[0].Amount, "4,916"},
		{"the City's cash out", s.Out[1].Amount, "6,772"},
		{"total out", s.TotalOut, "11,688"},
		{"the balance", s.Balance, "1,082"},
		{"the forecast underspend", s.Before, "2,348"},
		{"the forecast underspend after the shortfall", s.After, "1,834"},
	} {
		if got := want.amount.Thousands(); got != want.printed {
			t.Errorf("%s is printed %s, want %s", want.what, got, want.printed)
		}
	}
	wantMoney(t, "the year's performance shortfall", s.Before.Sub(s.After), "514000.00")
}

func eachLine(t *testing.T, example string) func(func(line) bool) {
	t.Helper()
	text, err := exampleFile(example)
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(line) bool) {
		for i, one := range slices.Collect(bytes.Lines(text)) {
			l, err := readLine(line{}, i+1, one)
			if err != nil {
				t.Fatalf("%s, line %d: %v", example, i+1, err)
			}
			if !yield(l) {
				return
			}
		}
	}
}

var amountInFields = regexp.MustCompile(`"[0-9]+\.[0-9]{2}"`)

// The people of a development run stand in one place, and every line says why it is there.
func TestExampleLines(t *testing.T) {
	t.Parallel()
	known := map[ledger.ActorID]bool{}
	for _, p := range developmentPeople {
		known[p.actor] = true
	}
	for _, name := range examples() {
		keys := map[string]bool{}
		for l := range eachLine(t, name) {
			if keys[l.Key] {
				t.Errorf("%s: key %s stands twice", name, l.Key)
			}
			keys[l.Key] = true
			if !known[l.As] {
				t.Errorf("%s: %s is nobody of developmentPeople", name, l.As)
			}
			if l.Narrative == "" || l.On == 0 {
				t.Errorf("%s: line %s has no narrative or no date", name, l.Key)
			}
			marked := strings.Contains(strings.ToLower(l.Narrative), "illustrative") || strings.Contains(l.Narrative, "Published")
			if amountInFields.Match(l.Fields) && !marked {
				t.Errorf("%s: line %s has an amount and does not say whether it is published or illustrative", name, l.Key)
			}
			if l.Fund != fundOf(name) && l.Fund != ledger.Service {
				t.Errorf("%s: line %s is for fund %s", name, l.Key, l.Fund)
			}
			var post struct{ Actor ledger.ActorID }
			if err := json.Unmarshal(l.Fields, &post); err != nil {
				t.Fatal(err)
			}
			if l.Act == "grant-post" && !known[post.Actor] {
				t.Errorf("%s: %s is given a post and is nobody of developmentPeople", name, post.Actor)
			}
		}
	}
}

// What development people hold in every fund comes after what they hold in an example's, because the first post that
// allows an act is the one its authority names.
func TestExamplePostsComeFirst(t *testing.T) {
	t.Parallel()
	for _, name := range examples() {
		if name >= "trial" {
			t.Errorf("the posts of example %s come after the trial posts", name)
		}
	}
	h := testHouse(t)
	if _, err := h.load(t.Context(), firstExample); err != nil {
		t.Fatal(err)
	}
	entries, err := h.journal.Entries(context.WithoutCancel(t.Context()), fundOf(firstExample), journal.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if by := e.Entry.Authority; !strings.HasPrefix(string(by.Post), firstExample+"-") {
			t.Errorf("entry %d is by post %s", e.Entry.Seq, by.Post)
		}
	}
}
