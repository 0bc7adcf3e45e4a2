package audit

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"pooled/ledger"
)

// Replayed is a fund rebuilt from its file alone, as at a moment.
type Replayed struct {
	Fund      ledger.FundID `json:"fund"`
	AsOf      string        `json:"asOf" doc:"the moment as it was asked for; empty: the file's end"`
	Seq       int64         `json:"seq" doc:"the newest entry that counts; as at a period: the last of the file"`
	Recorded  string        `json:"recorded" doc:"when that entry was recorded"`
	Counted   int64         `json:"counted" doc:"how many entries count"`
	Entries   int64         `json:"entries" doc:"of the whole file, which was verified"`
	Root      ledger.Digest `json:"root" doc:"of the whole file"`
	Year      ledger.Year   `json:"year" doc:"the financial year whose budget is shown"`
	Books     []TrialBook   `json:"books" doc:"actuals, then memo"`
	Schemes   []SchemeRow   `json:"schemes"`
	Sources   []SourceRow   `json:"sources"`
	Total     TotalRow      `json:"total"`
	Documents []DocumentRow `json:"documents" doc:"how many of each kind and state"`
	moment    Moment
}

// TrialBook is one book of the trial balance.
type TrialBook struct {
	Book    string       `json:"book" doc:"actuals or memo"`
	Lines   []TrialLine  `json:"lines"`
	Debits  ledger.Money `json:"debits"`
	Credits ledger.Money `json:"credits"`
}

// TrialLine is where one control account stands, on the side it stands.
type TrialLine struct {
	Code    ledger.Code  `json:"code"`
	Name    string       `json:"name" doc:"in the chart of accounts"`
	Account string       `json:"account"`
	Debit   ledger.Money `json:"debit"`
	Credit  ledger.Money `json:"credit"`
}

// DocumentRow is how many documents of a kind are in a state.
type DocumentRow struct {
	Kind  string `json:"kind"`
	State string `json:"state" doc:"empty where the kind has none"`
	Count int64  `json:"count"`
}

// tally is what the entries that count have moved on an account that lines are posted to.
type tally struct {
	account ledger.Account
	balance int64
	years   map[ledger.Year]int64 // of an account without a year: what the periods of each year moved
}

// replay adds up entries as the file is verified.
type replay struct {
	moment    Moment
	accounts  map[string]*tally
	documents map[ledger.Ref]string // their states
	counted   int64
	seq       int64
	recorded  []byte
}

func newReplay(m Moment) *replay {
	return &replay{moment: m, accounts: map[string]*tally{}, documents: map[ledger.Ref]string{}}
}

// Replay verifies a whole file, as Verify does, and rebuilds from it every balance, the position and the documents as
// at a moment. Its memory grows with accounts and documents, and not with entries. It returns a Fault, ErrNotInFile or
// ErrBeforeFile.
func Replay(r io.Reader, at Moment, o Options) (Replayed, error) {
	p := newReplay(at)
	o.entry = p.entry
	report, err := Verify(r, o)
	if err == nil {
		err = at.check(report, p.counted)
	}
	if err != nil {
		return Replayed{}, err
	}
	out := Replayed{
		Fund: report.Fund, AsOf: at.Asked, Seq: p.seq, Recorded: string(p.recorded), Counted: p.counted,
		Entries: report.Entries, Root: report.Root, Year: p.year(), Documents: p.documentRows(), moment: at,
		Books: []TrialBook{p.trial(ledger.Actuals), p.trial(ledger.Memo)},
	}
	if at.period != 0 {
		out.Seq, out.Recorded = report.Entries, report.Recorded
	}
	out.Schemes, out.Sources, out.Total = p.position(out.Year)
	return out, nil
}

// entry counts one entry of the fund's journal, where the moment holds it.
func (p *replay) entry(s *section, e *entry, _ []byte) error {
	if s.fund == string(ledger.Service) {
		return nil
	}
	period, _ := s.period(e) // verified before
	if !p.moment.holds(e, period) {
		return nil
	}
	if err := p.add(e, period); err != nil {
		return err
	}
	return eachDocument(e, func(ref ledger.Ref, state string) { p.documents[ref] = state })
}

// add counts an entry's money.
func (p *replay) add(e *entry, period ledger.Period) error {
	p.counted, p.seq, p.recorded = p.counted+1, e.seq, append(p.recorded[:0], e.recorded...)
	for _, l := range e.lines {
		t, err := p.tally(l.account)
		if err != nil {
			return err
		}
		t.balance += l.pence
		if t.years != nil {
			t.years[period.Year()] += l.pence
		}
	}
	return nil
}

// tally is the one of an account's written form.
func (p *replay) tally(name []byte) (*tally, error) {
	if t, ok := p.accounts[string(name)]; ok {
		return t, nil
	}
	account, err := ledger.ParseAccount(string(name))
	if err != nil {
		return nil, err
	}
	t := &tally{account: account}
	if account.Code == ledger.Cash { // whose receipts are shown year by year
		t.years = map[ledger.Year]int64{}
	}
	p.accounts[string(name)] = t
	return t, nil
}

// eachDocument calls f with every document that an entry has saved, and its state: "" where its kind has none.
func eachDocument(e *entry, f func(ref ledger.Ref, state string)) error {
	return eachVersion(e, func(ref ledger.Ref, body []byte) error {
		state, err := stateOf(body)
		f(ref, state)
		return err
	})
}

// stateOf is a document's state as its bytes say it. A period's is how far it is closed.
func stateOf(body []byte) (state string, err error) {
	c := cursor{b: body}
	err = c.each(func(name []byte, c *cursor) error {
		field := string(name)
		value, err := c.value()
		if (field == "state" || field == "closed") && len(value) > 1 && value[0] == '"' {
			state = string(value[1 : len(value)-1])
		}
		return err
	})
	return state, err
}

// year is the financial year whose budget is shown: that of the period asked for; else the newest that the books hold
// up to the day of the last entry, or the one after it where it is closed.
func (p *replay) year() ledger.Year {
	if p.moment.period != 0 {
		return p.moment.period.Year()
	}
	today := yearOf(p.recorded)
	var past, next ledger.Year
	for _, t := range p.accounts {
		switch y := t.account.Year; {
		case y == 0 || t.account.Code < ledger.ResourcesAgreed || t.account.Code > ledger.SchemeConsumed:
		case y <= today:
			past = max(past, y)
		case next == 0 || y < next:
			next = y
		}
	}
	year := cmp.Or(past, next, today)
	for ref, state := range p.documents {
		if ref.Kind != "year" || state != string(ledger.YearClosed) {
			continue
		}
		if closed, err := ledger.ParseYear(ref.ID); err == nil {
			year = max(year, closed+1)
		}
	}
	return year
}

// trial is the trial balance of a book: every control account that does not stand at nil, in order.
func (p *replay) trial(book ledger.Book) TrialBook {
	out := TrialBook{Book: book.String(), Lines: []TrialLine{}}
	controls := map[ledger.Account]int64{}
	for _, t := range p.accounts {
		controls[t.account.Control()] += t.balance
	}
	for account, pence := range controls {
		chart, _ := account.Code.Line()
		if chart.Book() != book || pence == 0 {
			continue
		}
		one := TrialLine{Code: account.Code, Name: chart.Name, Account: account.String()}
		if pence > 0 {
			one.Debit = ledger.Pence(pence)
		} else {
			one.Credit = ledger.Pence(-pence)
		}
		out.Debits, out.Credits = out.Debits.Add(one.Debit), out.Credits.Add(one.Credit)
		out.Lines = append(out.Lines, one)
	}
	slices.SortFunc(out.Lines, func(a, b TrialLine) int { return strings.Compare(a.Account, b.Account) })
	return out
}

func (p *replay) documentRows() []DocumentRow {
	counts := map[DocumentRow]int64{}
	for ref, state := range p.documents {
		counts[DocumentRow{Kind: ref.Kind, State: state}]++
	}
	rows := make([]DocumentRow, 0, len(counts))
	for row, n := range counts {
		row.Count = n
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b DocumentRow) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.State, b.State))
	})
	return rows
}
