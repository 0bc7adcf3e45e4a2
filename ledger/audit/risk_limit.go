package audit

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"pooled/ledger"
)

// delegations are the schemes of delegation that the service journal adopted, in its order.
type delegations []delegated

// delegated is one of them: from which entry and day on it is in force, for which fund, and the limits of its rules in
// pence. A rule without a limit is not among them.
type delegated struct {
	seq    int64
	scope  ledger.FundID
	from   ledger.Date
	limits map[string]int64
}

// read takes the schemes that an entry of the service journal adopts.
func (d *delegations) read(e *entry) error {
	return eachVersion(e, func(ref ledger.Ref, _ string, body []byte) error {
		if ref.Kind != "delegation" {
			return nil
		}
		document, err := ledger.DecodeDocument(body)
		if err != nil {
			return err
		}
		if adopted, ok := document.(ledger.Delegation); ok {
			*d = append(*d, delegated{e.seq, adopted.Scope, adopted.From, limitsOf(string(adopted.Rules))})
		}
		return nil
	})
}

// limitsOf reads the column limit of a scheme of delegation. A row that cannot be read has no limit here: policy, which
// would not have adopted it, is not asked.
func limitsOf(rules string) map[string]int64 {
	limits := map[string]int64{}
	in := csv.NewReader(strings.NewReader(rules))
	in.Comment, in.FieldsPerRecord, in.TrimLeadingSpace = '#', -1, true
	var limit, rule int
	for first := true; ; first = false {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return limits
		}
		if err != nil {
			continue
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		if first {
			limit, rule = slices.Index(row, "limit"), slices.Index(row, "rule")
			if limit < 0 || rule < 0 {
				return limits
			}
			continue
		}
		if len(row) <= max(limit, rule) {
			continue
		}
		if amount, err := ledger.ParseMoney(row[limit]); err == nil && amount.Sign() > 0 {
			limits[row[rule]] = amount.Pence()
		}
	}
}

// of is the limit in pence of the rule that allowed an entry, 0 where it has none: by the fund's own scheme of
// delegation, else the one of all funds, in the newest version in force that the entry was judged under.
func (d delegations) of(f *facts) int64 {
	for _, scope := range []string{string(f.fund), string(ledger.Service)} {
		for _, one := range slices.Backward(d) {
			if string(one.scope) == scope && one.seq <= f.authority.service && one.from <= f.day {
				return one.limits[string(f.authority.rule)]
			}
		}
	}
	return 0
}
