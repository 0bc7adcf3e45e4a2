package audit_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// An entry may be judged under a number of the service journal until five minutes after the next was recorded, and no
// longer: what that changed would be passed over.
func TestStaleNumberIsTold(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	body := ledger.RegisterBody{ID: "late", Name: "A late body", Type: ledger.CCG, ODS: "08G"}
	result := p.Journal.Do(t.Context(), ledger.Service, p.Request("posts-administrator", "", body))
	if result.Err != nil {
		t.Fatal(result.Err)
	}
	at := result.Entry
	last := p.Must("ada", "2015-04-01", ledger.SetSchemeBudget{
		Scheme: "one", Source: pooltest.NHSMinimum, Direction: ledger.Increase, Amount: ledger.MustMoney("1.00"),
	})
	var file bytes.Buffer
	if err := audit.Export(t.Context(), p.Pgx(), &file, audit.ExportOptions{Fund: p.Fund}); err != nil {
		t.Fatal(err)
	}
	const form = `"recorded":"2006-01-02T15:04:05.000000Z"`
	for _, tt := range []struct {
		name  string
		under int64
		after time.Duration // the next entry of the service journal was recorded
		says  string
	}{
		{"five minutes later", at.Seq - 1, 5 * time.Minute, ""},
		{"a microsecond more", at.Seq - 1, 5*time.Minute + time.Microsecond, "stood for longer than 5m0s"},
		{"under the newest", at.Seq, time.Hour, ""},
	} {
		c := takeApart(t, file.Bytes())
		n := len(c.main) - 1
		line := bytes.Replace(c.main[n], []byte(last.Recorded.UTC().Format(form)),
			[]byte(at.Recorded.Add(tt.after).UTC().Format(form)), 1)
		c.main[n] = bytes.Replace(line, fmt.Appendf(nil, `"service":%d`, at.Seq), fmt.Appendf(nil, `"service":%d`, tt.under), 1)
		for i, line := range c.main[:n] { // judged before, under the number that stood then
			c.main[i] = bytes.Replace(line, fmt.Appendf(nil, `"service":%d`, at.Seq), fmt.Appendf(nil, `"service":%d`, at.Seq-1), 1)
		}
		_, err := audit.Verify(bytes.NewReader(c.forged()), audit.Options{})
		f := audit.AsFault(err)
		told := f != nil && f.Kind == audit.Unallowed && f.Seq == last.Seq && strings.Contains(f.Text, tt.says)
		if tt.says == "" && err != nil || tt.says != "" && !told {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
