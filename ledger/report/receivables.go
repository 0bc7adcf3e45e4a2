package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed named.sql
var namedSQL string

// Receivables are what partners and the government have been called for and still owe, by how long it has been due:
// aged contributions. Each figure is the balance of call notices' accounts, and in all it is 1100 and 1150.
type Receivables struct {
	Fund     ledger.FundID `json:"fund"`
	Moment   Moment        `json:"moment"`
	Day      ledger.Date   `json:"day" doc:"the day up to which days are counted"`
	Partners []AgedPartner `json:"partners" doc:"in the order of the agreement"`
	Total    AgedBands     `json:"total"`
	Notices  []NoticeRow   `json:"notices" doc:"in order of their numbers"`

	Unidentified ledger.Money `json:"unidentified" doc:"received, and not yet known from whom or for what (1010)"`
}

// AgedBands are amounts owed, by days since they were due.
type AgedBands struct {
	NotDue ledger.Money `json:"notDue"`
	To30   ledger.Money `json:"to30" doc:"due for 1 to 30 days"`
	To60   ledger.Money `json:"to60" doc:"due for 31 to 60 days"`
	To90   ledger.Money `json:"to90" doc:"due for 61 to 90 days"`
	Over90 ledger.Money `json:"over90" doc:"due for more than 90 days"`
	Owed   ledger.Money `json:"owed" doc:"in all"`
}

// AgedPartner is what one partner owes.
type AgedPartner struct {
	Partner ledger.BodyID `json:"partner"`
	Name    string        `json:"name"`
	AgedBands
	Sources []AgedSource `json:"sources"`
}

// AgedSource is what is owed of one source.
type AgedSource struct {
	Source ledger.SourceID `json:"source"`
	Name   string          `json:"name"`
	AgedBands
}

// NoticeRow is a call notice and what is still owed on it.
type NoticeRow struct {
	Number       int64                 `json:"number"`
	Contribution ledger.ContributionID `json:"contribution"`
	Instalment   int                   `json:"instalment,omitempty"`
	Partner      ledger.BodyID         `json:"partner"`
	PartnerName  string                `json:"partnerName"`
	Source       ledger.SourceID       `json:"source"`
	SourceName   string                `json:"sourceName"`
	Year         ledger.Year           `json:"year"`
	Agreement    int                   `json:"agreement" doc:"the version it was agreed under"`
	Power        ledger.Power          `json:"power"`
	Raised       ledger.Date           `json:"raised"`
	Due          ledger.Date           `json:"due"`
	State        ledger.NoticeState    `json:"state"`
	Amount       ledger.Money          `json:"amount" doc:"as it was raised"`
	Reduced      ledger.Money          `json:"reduced" doc:"called too much"`
	WrittenOff   ledger.Money          `json:"writtenOff" doc:"given up"`
	Owed         ledger.Money          `json:"owed" doc:"still owed on it"`
	DaysOver     int                   `json:"daysOver" doc:"days since it was due, while something is owed; 0: not due"`
}

// Receivables are what is owed on call notices as at a moment: of one partner, or of all where none is named; with
// open, of those alone on which something is owed. It returns what Position returns.
func (r *Reports) Receivables(ctx context.Context, fund ledger.FundID, at AsOf, partner ledger.BodyID, open bool) (
	Receivables, error,
) {
	var out Receivables
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.books(ctx, at)
		if err != nil {
			return err
		}
		notices, err := v.notices(ctx, b)
		if err == nil {
			out = b.receivables(notices, partner, open)
		}
		return err
	})
	return out, err
}

// notices are the call notices as at a cut, with what is owed on each.
func (v *view) notices(ctx context.Context, b *books) ([]NoticeRow, error) {
	args := b.cut.args(v.fund)
	args["kinds"] = []string{"call-notice"}
	rows, err := v.tx.Query(ctx, documentsSQL, args)
	if err != nil {
		return nil, fmt.Errorf("call notices of %s: %w", v.id, err)
	}
	var list []ledger.CallNotice
	var ref ledger.Ref
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &seq, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		if n, ok := d.(ledger.CallNotice); ok {
			list = append(list, n)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("call notices of %s: %w", v.id, err)
	}
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = ledger.OwedOn(n, b.papers.source(n.Source)).String()
	}
	delete(args, "kinds")
	args["names"] = names
	owed, err := v.readBalances(ctx, namedSQL, args)
	if err != nil {
		return nil, err
	}
	out := make([]NoticeRow, len(list))
	for i, n := range list {
		out[i] = b.noticeRow(n, owed[ledger.OwedOn(n, b.papers.source(n.Source))].amount)
	}
	return out, nil
}

func (b *books) noticeRow(n ledger.CallNotice, owed ledger.Money) NoticeRow {
	row := NoticeRow{
		Number: n.Number, Contribution: n.Contribution, Instalment: n.Instalment, Partner: n.Partner,
		PartnerName: b.papers.bodyName(n.Partner), Source: n.Source, SourceName: b.papers.source(n.Source).Name,
		Year: n.Year, Agreement: n.Agreement, Power: n.Power, Raised: n.Raised, Due: n.Due, State: n.State,
		Amount: n.Amount, Reduced: n.Reduced(), WrittenOff: n.WrittenOff(), Owed: owed,
	}
	if days := int(b.day - n.Due); days > 0 && owed.Sign() > 0 {
		row.DaysOver = days
	}
	return row
}

// add adds what is owed on a notice to its band.
func (a *AgedBands) add(n NoticeRow) {
	band := aged(n.DaysOver, &a.NotDue, &a.To30, &a.To60, &a.To90, &a.Over90)
	*band, a.Owed = band.Add(n.Owed), a.Owed.Add(n.Owed)
}

// receivables puts the notices of a partner, or of all, into their bands.
func (b *books) receivables(notices []NoticeRow, partner ledger.BodyID, open bool) Receivables {
	out := Receivables{
		Fund: b.fund, Moment: b.moment, Day: b.day, Partners: []AgedPartner{}, Notices: []NoticeRow{},
		Unidentified: b.balances[ledger.Account{Code: ledger.CashUnidentified}].amount,
	}
	bands := map[ledger.SourceID]*AgedBands{}
	for _, n := range notices {
		if partner != "" && n.Partner != partner || open && n.Owed.IsZero() {
			continue
		}
		out.Notices = append(out.Notices, n)
		if bands[n.Source] == nil {
			bands[n.Source] = &AgedBands{}
		}
		bands[n.Source].add(n)
		out.Total.add(n)
	}
	for _, id := range b.partners() {
		of := AgedPartner{Partner: id, Name: b.papers.bodyName(id), Sources: []AgedSource{}}
		for _, src := range b.papers.sources {
			if src.Partner == id && bands[src.ID] != nil {
				of.Sources = append(of.Sources, AgedSource{src.ID, src.Name, *bands[src.ID]})
				of.AgedBands = of.plus(*bands[src.ID])
			}
		}
		if len(of.Sources) > 0 {
			out.Partners = append(out.Partners, of)
		}
	}
	return out
}

func (a AgedBands) plus(o AgedBands) AgedBands {
	return AgedBands{
		a.NotDue.Add(o.NotDue), a.To30.Add(o.To30), a.To60.Add(o.To60), a.To90.Add(o.To90), a.Over90.Add(o.Over90),
		a.Owed.Add(o.Owed),
	}
}

// overdue are the notices that something is owed on after they were due: where the fund's cash is overdrawn, the host
// pays for these.
func overdue(notices []NoticeRow) []NoticeRow {
	list := []NoticeRow{}
	for _, n := range notices {
		if n.DaysOver > 0 {
			list = append(list, n)
		}
	}
	return list
}
