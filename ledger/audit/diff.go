package audit

import (
	"io"
	"slices"
	"strings"

	"pooled/ledger"
)

// Changed is what changed in a fund between two moments: in money, account by account, and in words, entry by entry.
type Changed struct {
	Fund     ledger.FundID   `json:"fund"`
	From     string          `json:"from"`
	To       string          `json:"to"`
	Accounts []AccountChange `json:"accounts" doc:"those that stand otherwise, in order"`
	Entries  []EntryChange   `json:"entries" doc:"those that count at the second moment and not at the first"`
	from, to Moment
}

// AccountChange is one account before and after; debits are positive.
type AccountChange struct {
	Account string       `json:"account"`
	Before  ledger.Money `json:"before"`
	After   ledger.Money `json:"after"`
	Change  ledger.Money `json:"change"`
}

// EntryChange is one entry in words, without any private text.
type EntryChange struct {
	Seq       int64  `json:"seq"`
	Recorded  string `json:"recorded"`
	Effective string `json:"effective"`
	Period    string `json:"period"`
	Actor     string `json:"actor"`
	Sentence  string `json:"sentence"`
}

// differ adds up both moments at once.
type differ struct {
	from, to *replay
	entries  []EntryChange
	backward bool // an entry counts at the first moment alone
}

// Diff verifies a whole file and says what changed between two moments of its fund. It returns a Fault, ErrNotInFile,
// ErrBeforeFile, or ErrMomentOrder where the first moment holds more than the second.
func Diff(r io.Reader, from, to Moment, o Options) (Changed, error) {
	d := &differ{from: newReplay(from), to: newReplay(to)}
	o.entry = d.entry
	report, err := Verify(r, o)
	for _, side := range []*replay{d.from, d.to} {
		if err == nil {
			err = side.moment.check(report, side.counted)
		}
	}
	if err != nil {
		return Changed{}, err
	}
	if d.backward {
		return Changed{}, ErrMomentOrder
	}
	return Changed{report.Fund, from.Asked, to.Asked, d.accounts(), d.entries, from, to}, nil
}

func (d *differ) entry(s *section, e *entry, body []byte) error {
	if s.fund == string(ledger.Service) {
		return nil
	}
	period, _ := s.period(e) // verified before
	before, after := d.from.moment.holds(e, period), d.to.moment.holds(e, period)
	d.backward = d.backward || before && !after
	if before {
		if err := d.from.add(e, period); err != nil {
			return err
		}
	}
	if !after {
		return nil
	}
	if err := d.to.add(e, period); err != nil || before {
		return err
	}
	words, err := inWords(e, body)
	d.entries = append(d.entries, words)
	return err
}

// inWords is the entry in words.
func inWords(e *entry, body []byte) (EntryChange, error) {
	decoded, err := ledger.DecodeEntry(body)
	if err != nil {
		return EntryChange{}, err
	}
	return EntryChange{
		e.seq, string(e.recorded), string(e.effective), string(e.period), string(e.authority.actor), decoded.Sentence(),
	}, nil
}

// accounts are those that stand otherwise at the second moment. None counts at the first that does not at the second.
func (d *differ) accounts() []AccountChange {
	changes := []AccountChange{}
	for name, after := range d.to.accounts {
		one := AccountChange{Account: name, After: ledger.Pence(after.balance)}
		if before := d.from.accounts[name]; before != nil {
			one.Before = ledger.Pence(before.balance)
		}
		if one.Change = one.After.Sub(one.Before); !one.Change.IsZero() {
			changes = append(changes, one)
		}
	}
	slices.SortFunc(changes, func(a, b AccountChange) int { return strings.Compare(a.Account, b.Account) })
	return changes
}

// Text prints what changed, for people.
func (c Changed) Text(w io.Writer) error {
	out := &printer{to: w}
	out.printf("%s from %s to %s\n", c.Fund, c.from, c.to)
	for _, book := range []ledger.Book{ledger.Actuals, ledger.Memo} {
		var before, after, change ledger.Money
		out.row("CHANGES IN "+strings.ToUpper(book.String())+", £, DEBITS LESS CREDITS", "Before", "After", "Change")
		for _, a := range c.Accounts {
			if a.Account[0] == '9' == (book == ledger.Memo) {
				out.row(a.Account, pounds(a.Before, a.After, a.Change)...)
				before, after, change = before.Add(a.Before), after.Add(a.After), change.Add(a.Change)
			}
		}
		out.row("Total of these", pounds(before, after, change)...)
		out.table(true)
	}
	out.printf("\nENTRIES\n")
	for _, e := range c.Entries {
		out.printf("%5d  %s  %s  %-16s  %s\n", e.Seq, e.Effective, e.Period, e.Actor, e.Sentence)
	}
	return out.err
}
