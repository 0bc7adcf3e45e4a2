package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pooled/ledger"
)

// What the scan accepts, encoding/json reads to the same fields, and no text in it is silently changed.
func FuzzScan(f *testing.F) {
	of := newActRoute(actRow{name: "add-scheme", path: "/x"}).fields
	for _, seed := range []string{
		`{"id":"a","name":"b","codeListYear":"2015-16"}`,
		`{"id":"a","name":"\u00e9\ud83d\ude00\/","codeListYear":"2015-16","lines":[]}`,
		`{"id":"a","name":"b","codeListYear":"2015-16","lines":[{"source":"s","arrangement":"lead","area":"x",` +
			`"commissioner":"la","laPercent":50,"function":"f","schemeType":"t"}]}`,
		`{"id":"a","id":"b"}`, `{"ID":"a"}`, `{"name":"\ud800"}`, `{"lines":[[[[`, `{"laPercent":1e3}`, ` { } `,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		names := map[string]string{}
		err := scanObject(body, of, func(name string, at span) { names[name] = string(body[at.start:at.end]) })
		if err != nil {
			if strings.Contains(err.Error(), "panic") {
				t.Error(err)
			}
			return
		}
		var read map[string]json.RawMessage
		d := json.NewDecoder(bytes.NewReader(body))
		if err := d.Decode(&read); err != nil {
			t.Fatalf("accepted %q, which is not JSON: %v", body, err)
		}
		if d.More() || len(read) != len(names) {
			t.Fatalf("%q: read %v, scanned %v", body, read, names)
		}
		for name, value := range names {
			if string(read[name]) != value {
				t.Fatalf("%q: %s read as %s, scanned as %s", body, name, read[name], value)
			}
		}
		if _, err := ledger.ReadAct("add-scheme", body); err != nil {
			t.Fatalf("accepted %q, which the ledger cannot read: %v", body, err)
		}
	})
}

func TestReadable(t *testing.T) {
	t.Parallel()
	invoice := ledger.Invoice{ID: "i-1", Number: ledger.Text(`7/"x"`)}
	invoice.Number.Seal(ledger.Salt{1})
	got, err := readable(invoice, textsIn(invoice))
	if err != nil || !strings.Contains(string(got), `"number":"7/\"x\""`) {
		t.Errorf("readable = %s, %v", got, err)
	}
	withheld := invoice
	withheld.Number = ledger.Private{Digest: invoice.Number.Digest}
	if got, _ := readable(withheld, textsIn(withheld)); !strings.Contains(string(got), `"number":"[withheld]"`) {
		t.Errorf("withheld = %s", got)
	}
	for _, broken := range []string{`{"sha256":"`, `{"sha256":"short"}`, `x{"sha256":"` + strings.Repeat("a", 43)} {
		if got := unhide([]byte(broken), nil); string(got) != broken {
			t.Errorf("unhide(%s) = %s", broken, got)
		}
	}
}

func TestShapeOfEveryAct(t *testing.T) {
	t.Parallel()
	for _, row := range actRows {
		r := newActRoute(row)
		for _, name := range []string{"on", "period", "reference", "narrative"} {
			if r.body.fields[name] == nil {
				t.Errorf("%s: no field %s", row.name, name)
			}
		}
		for _, name := range r.path {
			if r.body.fields[name] != nil && name != "period" {
				t.Errorf("%s: %s stands in path and body", row.name, name)
			}
		}
		if !reflect.DeepEqual(r.of, newActRoute(row).of) {
			t.Error("a route is not made the same way twice")
		}
	}
}

// The answer written by hand is what encoding/json would write.
func TestAnswerByHand(t *testing.T) {
	t.Parallel()
	amount := ledger.MustMoney("0.01")
	full := ActAnswer{
		Entry: Entry{
			Seq: 7, Fund: "havering", Act: "vire-budget", Sentence: "Virement of £0.01 <b> & \"more\"",
			Effective: ledger.MustDate("2015-06-01"), Period: ledger.MustPeriod("2015-16/03"),
			Recorded: time.Date(2015, 6, 1, 12, 0, 0, 120000, time.UTC), Reference: "a\\b", Narrative: "naïve\u2028", Reverses: 3,
			Authority: Authority{
				"ada", "post", "role", "body", "A1", "hash",
				[]ledger.BodyID{"one", "two"},
				9,
				[]ledger.Approval{{Actor: "ben", Post: "p", Role: "r", Body: "b", Rule: "A2", At: time.Unix(1, 0).UTC()}},
			},
			Documents: []Version{{"scheme", "one", json.RawMessage(`{"id":"one"}`)}, {"a", "b", json.RawMessage(`{}`)}},
			Postings: Postings{
				Actuals: []Posting{{"1000:x", "Cash", &amount, nil}},
				Memo:    []Posting{{"9200:x", "n", nil, &amount}, {"9200:y", "n", &amount, nil}},
			},
		},
		Receipt: &Receipt{"havering", 7, ledger.Digest{1}, 7, ledger.Digest{2}}, Proposal: "p-7", Waits: "rule <A1>", Warnings: []string{"one", "an \"other\""},
	}
	least := ActAnswer{Entry: Entry{Documents: []Version{}, Postings: Postings{[]Posting{}, []Posting{}}}}
	least.Entry.Effective, least.Entry.Period = full.Entry.Effective, full.Entry.Period
	for _, a := range []ActAnswer{full, least} {
		var want, got bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(a); err != nil {
			t.Fatal(err)
		}
		if err := marshal(&got, a); err != nil || got.String() != want.String() {
			t.Errorf("by hand  %s\nby json  %s\n%v", &got, &want, err)
		}
	}
}
