package report

import (
	"context"
	"slices"

	"pooled/ledger"
)

// Position is where a fund stands: what its partners agreed and paid, and what its schemes may spend and have
// spent.
type Position struct {
	Fund      ledger.FundID `json:"fund"`
	Name      string        `json:"name"`
	Moment    Moment        `json:"moment" doc:"the entries that the position rests on"`
	Overrides []Override    `json:"overrides" doc:"agreement versions relied on although they are not signed"`
	Lines     []LineRow     `json:"lines" doc:"each scheme's budget from each source"`
	Schemes   []SchemeRow   `json:"schemes"`
	Sources   []SourceRow   `json:"sources"`
	Partners  []PartnerRow  `json:"partners" doc:"in the order of the agreement"`
	Total     TotalRow      `json:"total"`
	Minimums  []MinimumRow  `json:"minimums" doc:"what must at least be spent on an area or by a commissioner"`
	Outturn   Outturn       `json:"outturn" doc:"the forecast for the year"`

	books *books
}

// LineRow is one scheme's budget from one source.
type LineRow struct {
	Scheme       ledger.SchemeID `json:"scheme"`
	SchemeName   string          `json:"schemeName"`
	Source       ledger.SourceID `json:"source"`
	SourceName   string          `json:"sourceName"`
	Partner      ledger.BodyID   `json:"partner"`
	Nature       ledger.Nature   `json:"nature"`
	Area         string          `json:"area"`
	Commissioner ledger.Side     `json:"commissioner"`
	LAPercent    int             `json:"laPercent" doc:"the council's share of a joint line, in whole per cent"`
	Spending
	Arrangement ledger.Arrangement `json:"arrangement" doc:"how it stands in the partners' own accounts"`
}

// SchemeRow is one scheme over all its sources.
type SchemeRow struct {
	Scheme ledger.SchemeID `json:"scheme"`
	Name   string          `json:"name"`
	Spending
}

// SourceRow is one source of funding.
type SourceRow struct {
	Source      ledger.SourceID `json:"source"`
	Name        string          `json:"name"`
	Partner     ledger.BodyID   `json:"partner"`
	PartnerName string          `json:"partnerName"`
	Nature      ledger.Nature   `json:"nature"`
	Fence       ledger.Fence    `json:"fence"`
	Resources
	Spending
}

// PartnerRow is one partner's money over all its sources.
type PartnerRow struct {
	Partner ledger.BodyID `json:"partner"`
	Name    string        `json:"name"`
	Resources
	Spending
}

// TotalRow is the fund's total.
type TotalRow struct {
	Resources
	Spending
	AdvancedByHost ledger.Money `json:"cashAdvancedByHost" doc:"paid out beyond the cash it holds"`
}

// Override says that an agreement version is relied on although it is not signed yet.
type Override struct {
	Version int           `json:"version"`
	By      ledger.BodyID `json:"by" doc:"the body whose officer approved it"`
	ByName  string        `json:"byName"`
	Reason  string        `json:"reason" doc:"[withheld] where it may not be shown"`
	Until   ledger.Date   `json:"until"`
	Lapsed  bool          `json:"lapsed" doc:"the day has passed and the version is still not signed"`
}

// Position is the fund's position as at a moment. It returns ErrNoFund, ErrNotReached and ErrBeforeStart.
func (r *Reports) Position(ctx context.Context, fund ledger.FundID, at AsOf) (Position, error) {
	var p Position
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.books(ctx, at)
		if err == nil {
			p = b.position()
		}
		return err
	})
	return p, err
}

// With is the position that an entry not yet posted would make, such as a previewed one.
func (p Position) With(e ledger.Entry) Position {
	if p.books == nil { // read back from JSON
		return p
	}
	return p.books.with(e).position()
}

// row is what every kind of row adds up.
type row struct {
	Resources
	Spending
}

func (r *row) add(f Figure, amount ledger.Money) {
	at := place(f, &r.Resources, &r.Spending)
	*at = at.Add(amount)
}

type lineKey struct {
	scheme ledger.SchemeID
	source ledger.SourceID
}

// rows are the sums that a position shows, by what they are for.
type rows struct {
	total   row
	line    map[lineKey]*row
	scheme  map[ledger.SchemeID]*row
	source  map[ledger.SourceID]*row
	partner map[ledger.BodyID]*row
}

// at is the value of a key, made where there is none.
func at[K comparable, V any](m map[K]*V, k K) *V {
	if m[k] == nil {
		m[k] = new(V)
	}
	return m[k]
}

// add adds up every figure of the year over the accounts that make it up.
func (b *books) add() rows {
	sums := rows{
		line: map[lineKey]*row{}, scheme: map[ledger.SchemeID]*row{}, source: map[ledger.SourceID]*row{},
		partner: map[ledger.BodyID]*row{},
	}
	for a := range b.balances {
		for _, m := range makeups {
			if !m.takes(a, b.moment.Year) {
				continue
			}
			amount := b.sum(m, a)
			sums.total.add(m.figure, amount)
			at(sums.source, a.Source).add(m.figure, amount)
			at(sums.partner, a.Partner).add(m.figure, amount)
			if a.Scheme != "" {
				at(sums.scheme, a.Scheme).add(m.figure, amount)
				at(sums.line, lineKey{a.Scheme, a.Source}).add(m.figure, amount)
			}
		}
	}
	return sums
}

// position puts the sums beside their names. Every list is in the order things were recorded in, partners in
// that of the agreement.
func (b *books) position() Position {
	sums := b.add()
	p := Position{
		Fund: b.fund, Name: b.papers.fund.Name, Moment: b.moment, Overrides: b.overrides(), books: b,
		Lines: []LineRow{}, Schemes: []SchemeRow{}, Sources: []SourceRow{}, Partners: []PartnerRow{},
	}
	for _, s := range b.papers.schemes {
		p.Schemes = append(p.Schemes, SchemeRow{s.ID, s.Name, at(sums.scheme, s.ID).Spending})
		for _, l := range s.Lines {
			src := b.papers.source(l.Source)
			p.Lines = append(p.Lines, LineRow{
				s.ID, s.Name, src.ID, src.Name, src.Partner, src.Nature, l.Area,
				l.Commissioner, l.LAPercent, at(sums.line, lineKey{s.ID, l.Source}).Spending, l.Arrangement,
			})
		}
	}
	for _, s := range b.papers.sources {
		sum := at(sums.source, s.ID)
		p.Sources = append(p.Sources, SourceRow{
			s.ID, s.Name, s.Partner, b.papers.bodyName(s.Partner), s.Nature, s.Fence,
			sum.Resources, sum.Spending,
		})
	}
	for _, id := range b.partners() {
		sum := at(sums.partner, id)
		p.Partners = append(p.Partners, PartnerRow{id, b.papers.bodyName(id), sum.Resources, sum.Spending})
	}
	p.Total = TotalRow{Resources: sums.total.Resources, Spending: sums.total.Spending}
	if p.Total.Cash.Sign() < 0 {
		p.Total.AdvancedByHost = p.Total.Cash.Neg()
	}
	p.Outturn = b.outturn(p)
	p.Minimums = b.minimums(p)
	return p
}

// partners are the bodies that bring money, in the order of the newest agreement that names them.
func (b *books) partners() []ledger.BodyID {
	var ids []ledger.BodyID
	put := func(id ledger.BodyID) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, a := range slices.Backward(b.papers.agreements) {
		for _, party := range a.Partners {
			if party.Part != ledger.Participant && a.State != ledger.AgreementDraft {
				put(party.Body)
			}
		}
	}
	for _, s := range b.papers.sources {
		put(s.Partner)
	}
	return ids
}

// overrides are the agreement versions that are relied on unsigned.
func (b *books) overrides() []Override {
	list := []Override{}
	for _, a := range b.papers.agreements {
		if a.State != ledger.AgreementOverride {
			continue
		}
		o := Override{
			Version: a.Version, By: a.Override.By, ByName: b.papers.bodyName(a.Override.By),
			Reason: a.Override.Reason.String(), Until: a.Override.Until,
		}
		for _, t := range b.papers.fund.Agreements {
			if t.Version == a.Version && t.OverrideUntil == 0 { // replaced from its first day: never relied on
				o.Version = 0
			}
		}
		o.Lapsed = b.day > o.Until
		if o.Version != 0 {
			list = append(list, o)
		}
	}
	return list
}
