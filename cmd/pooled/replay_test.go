package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/report"
)

// What is replayed from each example's file is what the reports say of it, at some of the entries, their instants and
// each period; and the tables are what the file makes of them.
func TestReplayedExamples(t *testing.T) {
	t.Parallel()
	h := testHouse(t)
	for _, name := range examples() {
		if _, err := h.load(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := audit.Export(t.Context(), h.pool, &file, audit.ExportOptions{Fund: fundOf(name)}); err != nil {
			t.Fatal(err)
		}
		whole := replayedAs(t, h, file.Bytes(), name, "")
		for n := int64(6); n <= whole.Entries; n += 12 {
			replayedAs(t, h, file.Bytes(), name, replayedAs(t, h, file.Bytes(), name, fmt.Sprint("seq:", n)).Recorded)
		}
		for n := range 26 {
			period := ledger.NewPeriod(whole.Year-1+ledger.Year(n/13), n%13+1)
			replayedAs(t, h, file.Bytes(), name, "period:"+period.String())
		}
		found, err := audit.Against(t.Context(), h.pool, bytes.NewReader(file.Bytes()), audit.Options{})
		if err != nil || found.Count != 0 {
			t.Errorf("%s: the tables are not what the file makes of them: %v, %v", name, found.Differences, err)
		}
	}
}

// replayedAs replays and holds every figure against the reports' of the same name.
func replayedAs(t *testing.T, h *house, file []byte, name, at string) audit.Replayed {
	t.Helper()
	moment, err := audit.ParseMoment(at)
	if err != nil {
		t.Fatal(err)
	}
	replayed, err := audit.Replay(bytes.NewReader(file), moment, audit.Options{})
	p := h.mustPosition(t, fundOf(name), at)
	if errors.Is(err, audit.ErrBeforeFile) && p.Total == (report.TotalRow{}) {
		return replayed
	}
	if err != nil {
		t.Fatal(err)
	}
	asOf, err := report.ParseAsOf(at, "")
	if err != nil {
		t.Fatal(err)
	}
	trial, err := report.New(h.pool).TrialBalance(t.Context(), fundOf(name), asOf)
	if err != nil {
		t.Fatal(err)
	}
	where := fmt.Sprintf("%s at %q", name, at)
	within(t, where+", total", replayed.Total, p.Total)
	for _, row := range replayed.Schemes {
		for _, want := range p.Schemes {
			if row.Scheme == want.Scheme {
				within(t, where, row, want)
			}
		}
	}
	for _, row := range replayed.Sources {
		for _, want := range p.Sources {
			if row.Source == want.Source {
				within(t, where, row, want)
			}
		}
	}
	for i, book := range replayed.Books {
		if book.Debits != trial.Books[i].Debits || book.Credits != trial.Books[i].Credits ||
			len(book.Lines) != len(trial.Books[i].Lines) {
			t.Errorf("%s: the %s trial balance is another than the reports'", where, book.Book)
		}
	}
	if replayed.Year != p.Moment.Year || replayed.Seq != p.Moment.Seq {
		t.Errorf("%s: %s at entry %d, and the reports say %s at %d",
			where, replayed.Year, replayed.Seq, p.Moment.Year, p.Moment.Seq)
	}
	return replayed
}

// within holds that every field of one answer stands in another by its name and with its value.
func within(t *testing.T, where string, part, whole any) {
	t.Helper()
	fields := func(v any) (m map[string]any) {
		b, err := json.Marshal(v)
		if err == nil {
			err = json.Unmarshal(b, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	all := fields(whole)
	for name, value := range fields(part) {
		if !reflect.DeepEqual(value, all[name]) {
			t.Errorf("%s: %s is %v, and the reports say %v", where, name, value, all[name])
		}
	}
}
