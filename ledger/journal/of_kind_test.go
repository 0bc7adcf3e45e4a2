package journal_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"pooled/ledger"
)

// Documents that have a text in a field are found among others, page by page, as at each moment; others may be found
// too, but none is left out, whatever stands in its texts.
func TestDocumentsWith(t *testing.T) {
	t.Parallel()
	p := smallFloat(t, ledger.FloatLimits{Window: ledger.EachYear})
	for n := range 7 {
		client := ledger.ClientID(fmt.Sprintf("client-7f0%d", 1+n%2))
		a := purchaseFor(ledger.PurchaseID(fmt.Sprintf("p-%d", n)), client)
		a.Amount = ledger.MustMoney("0.01")
		p.Must("lin", "2015-04-10", a)
	}
	head, err := p.Journal.Head(t.Context(), p.Fund)
	if err != nil {
		t.Fatal(err)
	}
	p.Must("lin", "2015-04-10", purchaseFor("p-9", "client-7f02"))
	find := func(client string, many int, at int64) (ids []string) {
		t.Helper()
		for after := ""; ; {
			w, err := p.Journal.DocumentsWith(t.Context(), p.Fund, "spot-purchase", after, many, at, "client", client)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range w.Found {
				ids = append(ids, d.Ref().ID)
			}
			if after = w.Last; !w.More {
				return ids
			}
		}
	}
	for _, many := range []int{1, 2, 4, 100} {
		if got := find("client-7f02", many, 0); !slices.Equal(got, []string{"p-1", "p-3", "p-5", "p-9"}) {
			t.Errorf("%d at a time: %v", many, got)
		}
		if got := find("client-7f02", many, head.Seq); !slices.Equal(got, []string{"p-1", "p-3", "p-5"}) {
			t.Errorf("%d at a time, before the last: %v", many, got)
		}
		if got := find("client-7f0", many, 0); len(got) != 0 {
			t.Errorf("half a pseudonym finds %v", got)
		}
	}
	for _, text := range []string{`a "quoted" name`, "<b>&", "Ynys Môn", "tab\tand \\"} {
		body, err := ledger.EncodeAct(ledger.RegisterBody{ID: "b", Name: text})
		if field := ledger.FieldBytes("name", text); err != nil || !bytes.Contains(body, field) {
			t.Errorf("%s is not in %s, %v", field, body, err)
		}
	}
}
