package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pooled/ledger"
	"pooled/ledger/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Havering's first year, as its second quarter stood and as it was closed, and the year that followed.
func checkHavering(t *testing.T, h *house) {
	checkHaveringQuarter(t, h)
	checkHaveringClosed(t, h)
	checkHaveringAfter(t, h)
	for _, at := range []struct{ period, file string }{
		{"2015-16/13", "havering-2015-16.golden"}, {"2016-17/02", "havering-2016-17.golden"},
	} {
		s, err := report.New(h.pool).Statement(t.Context(), "havering", report.AtPeriod(ledger.MustPeriod(at.period)))
		if err != nil {
			t.Fatal(err)
		}
		s.Moment.Recorded = time.Date(2016, time.June, 1, 9, 0, 0, 0, time.UTC)
		golden(t, at.file, s)
	}
}

// golden compares a statement with a file of testdata.
func golden(t *testing.T, file string, s report.Statement) {
	t.Helper()
	var got bytes.Buffer
	if err := s.Text(&got, false); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s differs (go test -update writes it anew, git diff shows how):\n%s", file, got.String())
	}
}

// What was reported at quarter 2 is what is still said of it.
func checkHaveringQuarter(t *testing.T, h *house) {
	p := h.mustPosition(t, "havering", "period:2015-16/06")
	wantMoney(t, "the pool", p.Total.Agreed.Add(p.Total.Performance), "19000000.00")
	wantMoney(t, "performance money held", p.Total.Performance, "751000.00")
	wantMoney(t, "partner-direct spend", p.Total.PartnerDirect, "600000.00")
	wantMoney(t, "the CCG's part", p.Partners[0].Agreed.Add(p.Partners[0].Performance), "17000000.00")
	wantMoney(t, "the council's part", p.Partners[1].Agreed, "2000000.00")
	wantMoney(t, "due", p.Total.Due, "1241666.67")
	wantMoney(t, "cash", p.Total.Cash, "1953083.35")
	wantMoney(t, "the forecast underspend", p.Outturn.After, "724000.00")
	for _, scheme := range []ledger.SchemeID{"jadt", "ctt"} {
		partners := map[ledger.BodyID]bool{}
		for _, line := range p.Lines {
			if line.Scheme == scheme && line.Revised.Sign() > 0 {
				partners[line.Partner] = true
			}
		}
		if len(partners) != 2 {
			t.Errorf("scheme %s is paid for by %v, want both partners", scheme, partners)
		}
	}
	if got := p.Minimums[0]; got.Shortfall.Sign() != 0 || got.Required != ledger.MustMoney("5000000.00") {
		t.Errorf("the required minimum is %+v", got)
	}
	before := h.mustPosition(t, "havering", "period:2015-16/04")
	wantMoney(t, "performance money held before any was earned", before.Total.Performance, "900000.00")
}

// At the year's end 604 admissions at £1,490.00 have been earned, and nothing is held any more.
func checkHaveringClosed(t *testing.T, h *house) {
	p := h.mustPosition(t, "havering", "period:2015-16/13")
	wantMoney(t, "performance money held", p.Total.Performance, "0.00")
	for _, source := range p.Sources {
		if source.Source == "performance" {
			wantMoney(t, "performance money earned", source.Called, "899960.00")
		}
	}
	wantMoney(t, "called in the year", p.Total.Called, "18978460.00")
	wantMoney(t, "spent in the year", p.Total.Spent, "17005250.00")
	wantMoney(t, "partner-direct spend", p.Total.PartnerDirect, "1180000.00")
	wantMoney(t, "overspend, cured", p.Total.Overspend, "15000.00")
	wantMoney(t, "due from the CCG", p.Total.Due, "224990.00")
}

// What the closed year left was carried forward by owner and source, or returned, to the last penny.
func checkHaveringAfter(t *testing.T, h *house) {
	p := h.mustPosition(t, "havering", "")
	brought := map[ledger.SourceID]string{
		"nhs-minimum": "748250.00", "performance": "750960.00", "council-revenue": "10000.00",
		"social-care-capital": "164000.00", "dfg": "0.00",
	}
	for _, source := range p.Sources {
		wantMoney(t, "brought forward of "+string(source.Source), source.Brought, brought[source.Source])
	}
	if p.Undecided != nil {
		t.Errorf("of the closed year %+v is undecided", p.Undecided)
	}
	for _, line := range p.Lines {
		if line.Scheme == "extra-care" {
			wantMoney(t, "rolled on the lifts", line.Committed, "130000.00")
		}
	}
	// £1,973,210.00 is what income exceeded spend by: £300,000.00 went back to the CCG.
	wantMoney(t, "brought forward in all", p.Total.Brought, "1673210.00")
}
