package report_test

import (
	"encoding/json"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger/report"
)

func TestSmoke(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "500000.00")
	p.Must("ada", "2015-06-01", pooltest.Vire("one", "two", "100.00"))
	r := report.New(p.DB.ReaderPool(t))
	for _, q := range []string{"", "seq:10", "period:2015-16/01", "date:2015-04-15"} {
		at, err := report.ParseAsOf(q, "")
		if err != nil {
			t.Fatal(err)
		}
		pos, err := r.Position(t.Context(), p.Fund, at)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.MarshalIndent(pos.Total, "", " ")
		t.Log(pos.Moment, string(b))
	}
}
