package audit

import (
	"fmt"
	"slices"
	"time"

	"pooled/ledger"
)

// running is where an account stands, and what it moved in each period.
type running struct {
	name    string
	account ledger.Account
	control *running
	balance int64
	periods map[ledger.Period]int64

	numbered bool // where it is rebuilt: its row has a number
}

// account is an account as it stands, and its control account, made where nothing has moved them.
func (j *side) account(name string) (*running, error) {
	if a, ok := j.running[name]; ok {
		return a, nil
	}
	parsed, err := ledger.ParseAccount(name)
	if err != nil {
		return nil, err
	}
	a := &running{name: name, account: parsed, periods: map[ledger.Period]int64{}}
	j.running[name] = a
	if a.control = a; parsed.Of != "" {
		control := parsed.Control().String()
		if j.running[control] == nil {
			j.running[control] = &running{name: control, account: parsed.Control(), periods: map[ledger.Period]int64{}}
		}
		a.control = j.running[control]
	}
	return a, nil
}

func (a *running) move(period ledger.Period, pence int64) {
	a.balance += pence
	a.periods[period] += pence
}

// moved moves the accounts of an entry's lines, and returns where each line left its account once all have moved.
func (j *side) moved(e *entry, period ledger.Period) ([]*running, error) {
	accounts := make([]*running, len(e.lines))
	for i, l := range e.lines {
		a, err := j.account(string(l.account))
		if err != nil {
			return nil, err
		}
		a.move(period, l.pence)
		if a.control != a {
			a.control.move(period, l.pence)
		}
		accounts[i] = a
	}
	return accounts, nil
}

// postingRows compares the table's lines of an entry, and where each left its account.
func (j *side) postingRows(e *entry) error {
	period, _ := j.section.period(e) // verified before
	accounts, err := j.moved(e, period)
	if err != nil {
		return err
	}
	found := make([]bool, len(e.lines))
	err = upTo(j.postings, func(r *postingRow) int64 { return r.Seq }, e.seq, func(r *postingRow) {
		j.differ("posting", r.Seq, r.name(), "a row", "none")
	}, func(r *postingRow) {
		i := int(r.Line) - 1
		if i < 0 || i >= len(found) || found[i] {
			j.differ("posting", e.seq, r.name(), "a row", "none")
			return
		}
		found[i] = true
		j.posting(e, r, e.lines[i].pence, accounts[i], period)
	})
	for i, one := range found {
		if err == nil && !one {
			j.differ("posting", e.seq, fmt.Sprintf("line %d (%s)", i+1, accounts[i].name), "no row", "one")
		}
	}
	return err
}

// posting compares one line.
func (j *side) posting(e *entry, r *postingRow, pence int64, a *running, period ledger.Period) {
	for _, column := range []struct{ name, found, expected string }{
		{"account", r.Control, a.control.name},
		{"subsidiary", r.Account, a.name},
		{"effective", r.Effective.Format(time.DateOnly), string(e.effective)},
		{"period", r.Period.String(), string(e.period)},
	} {
		if column.found != column.expected {
			j.differ("posting", e.seq, fmt.Sprintf("line %d (%s), %s", r.Line, a.name, column.name), column.found, column.expected)
		}
	}
	for _, column := range []struct {
		name            string
		found, expected int64
	}{
		{"amount", r.Amount, pence},
		{"balance_after", r.Balance, a.control.balance},
		{"period_after", r.Moved, a.control.periods[period]},
		{"subsidiary_after", r.Own, a.balance},
		{"subsidiary_period_after", r.OwnMoved, a.periods[period]},
	} {
		if column.found != column.expected {
			j.differ("posting", e.seq, fmt.Sprintf("line %d (%s), %s", r.Line, a.name, column.name),
				ledger.Pence(column.found).Pounds(), ledger.Pence(column.expected).Pounds())
		}
	}
	if place := int64(period)<<52 + e.seq<<13 + int64(r.Line); r.Place != place {
		j.differ("posting", e.seq, fmt.Sprintf("line %d (%s), place", r.Line, a.name), r.Place, place)
	}
	if code := fmt.Sprint(r.Code); code != a.name[:4] {
		j.differ("posting", e.seq, fmt.Sprintf("line %d (%s), code", r.Line, a.name), code, a.name[:4])
	}
}

// accounts compares the table of accounts: each by its name, its parts and its control account.
func (j *side) accounts() error {
	rows, err := j.tx.Query(j.ctx, `
		SELECT a.name, coalesce(c.name, ''), a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document
		  FROM account AS a
		  LEFT JOIN account AS c ON c.fund = a.fund AND c.number = a.control
		 WHERE a.fund = $1
		 ORDER BY a.number`, j.number)
	if err != nil {
		return err
	}
	defer rows.Close()
	here := map[string]bool{}
	for rows.Next() {
		var name, control string
		var a ledger.Account
		err := rows.Scan(&name, &control, &a.Code, &a.Year, &a.Partner, &a.Source, &a.Scheme, &a.Nature, &a.Of)
		if err != nil {
			return err
		}
		here[name] = true
		switch known := j.running[name]; {
		case a.String() != name:
			j.differ("account", 0, name+", its parts", a, name)
		case control != a.Control().String():
			j.differ("account", 0, name+", control", control, a.Control())
		case known == nil && j.seq <= j.section.tree.size: // else a later entry may have made it
			j.differ("account", 0, name, "a row", "none")
		}
	}
	var missing []string
	for name := range j.running {
		if !here[name] {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	for _, name := range missing {
		j.differ("account", 0, name, "no row", "one")
	}
	return rows.Err()
}
