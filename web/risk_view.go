package web

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"pooled/api"
)

const (
	// pairsMost is how many pairs of preparer and approver stand on a page; a file holds all.
	pairsMost = 50
	// digitsLeast is how many amounts it takes that five of them begin with 9 by Benford's law.
	digitsLeast = 110
	// chiUsual is what chi-squared passes by chance once in twenty, in hundredths, of 8 degrees of freedom.
	chiUsual = 1551
)

// riskView is what the template of the risks shows.
type riskView struct {
	Fund, All string // All: the address of all of it
	Problem   *problem
	Asked     riskAsked
	Ready     bool
	Entries   int64 // that it rests on
	Root      string
	Money     int64
	Measures  []riskMeasure
	Filters   []riskFilterRow
	Found     []riskRow
	On, First string // addresses
	FileMost  int
	Files     []file
	Pairs     table
	MorePairs int
	Digits    chart
	DigitsSay string
}

// PeriodWrong reports that the period is what stands against what was asked.
func (v riskView) PeriodWrong() bool { return v.Problem != nil && v.Problem.Field == "period" }

// Measured reports that other thresholds than the usual ones are asked for.
func (v riskView) Measured() bool { return len(v.Asked.measures) > 0 }

// Filter is the filter that was asked for.
func (v riskView) Filter() string { return v.Asked.filter }

// Period is the one that was asked for.
func (v riskView) Period() string { return v.Asked.period }

// After is the entry that the page goes on after.
func (v riskView) After() int64 { return v.Asked.after }

type riskFilterRow struct {
	Name, Rule, Count, Address string
}

// riskRow is an entry that filters find.
type riskRow struct {
	Seq                                                 int64
	Address, Sentence, Amount, Effective, Recorded, Who string
	Why                                                 []riskWhy
}

type riskWhy struct{ Name, Why string }

// riskTables are what was found, as files.
func riskTables(a *api.RisksAnswer) []table {
	found := table{
		ID: "risks", Caption: "Entries found", Head: head("Entry,Recorded,Dated,Period,Actor,What,Filters,Why|Amount"),
	}
	for _, e := range a.Found {
		names, why := "", ""
		for i, one := range e.Risks {
			if i > 0 {
				names, why = names+"; ", why+"; "
			}
			names += one.Name
			why += whyText(one)
		}
		row := []cell{
			words(strconv.FormatInt(e.Seq, 10)), words(e.Recorded), words(e.Effective), words(e.Period), words(e.Actor),
			words(e.Sentence), words(names), words(why),
		}
		if m, ok := riskAmount(e.Risks); ok {
			row = append(row, money(m))
		}
		found.Rows = append(found.Rows, row)
	}
	if a.Next != "" {
		said := fmt.Sprintf("The file ends here, and there are more: narrow it to a filter or a period. It holds %s entries at most",
			thousands(risksFileMost))
		found.Rows = append(found.Rows, []cell{words(said)})
	}
	filters := table{ID: "filters", Caption: "Filters", Head: head("Filter,What it looks for|Entries")}
	for _, one := range a.Risks {
		filters.Rows = append(filters.Rows, []cell{words(one.Name), words(one.Rule), count(one.Count)})
	}
	return []table{found, filters, pairsTable(a), digitsTable(a)}
}

// count is a number of things, as people and as programs read it.
func count(n int64) cell { return cell{thousands(int(n)), strconv.FormatInt(n, 10), true} }

func whyText(one api.RiskFound) string {
	if one.Why == "" {
		return one.Name
	}
	return one.Name + ": " + one.Why
}

// riskAmount is what an entry comes to. That of a split purchase is what several promise together, and stands in why.
func riskAmount(found []api.RiskFound) (m amount, ok bool) {
	for _, one := range found {
		if one.Name != "split-purchase" && !one.Amount.IsZero() {
			return one.Amount, true
		}
	}
	return nil, false
}

func pairsTable(a *api.RisksAnswer) table {
	t := table{
		ID: "pairs", Caption: "Who approved whose entries, in the whole journal",
		Head: head("Preparer,Approver|Entries,Of the preparer’s approved"),
	}
	for _, p := range a.Pairs {
		t.Rows = append(t.Rows, []cell{words(p.Preparer), words(p.Approver), count(p.Count), count(p.Of)})
	}
	return t
}

func digitsTable(a *api.RisksAnswer) table {
	t := table{
		ID: "digits", Caption: "First digits of the debits of actuals", Head: head("First digit|Counted,By Benford’s law"),
	}
	for _, d := range a.Digits.Digits {
		expected := d.Expected.StringFixed(2)
		t.Rows = append(t.Rows, []cell{words(strconv.Itoa(d.Digit)), count(d.Counted), {expected, expected, true}})
	}
	t.Rows = append(t.Rows, []cell{words("All"), count(a.Digits.Count)})
	return t
}

// fill takes in what was found.
func (v *riskView) fill(a *api.RisksAnswer, path string) {
	v.Ready, v.Entries, v.Root, v.Money, v.FileMost = true, a.Entries, a.Root.String(), a.Money, risksFileMost
	at := v.Asked // frozen at what this page rests on, so that pages and files agree
	at.after, at.entries, at.service = 0, a.Entries, a.Service
	v.First = at.address(path)
	for _, one := range a.Risks {
		narrow := at
		narrow.filter = one.Name
		v.Filters = append(v.Filters, riskFilterRow{one.Name, one.Rule, thousands(int(one.Count)), narrow.address(path)})
	}
	for _, e := range a.Found {
		v.Found = append(v.Found, riskRowOf(v.Fund, e))
	}
	if next, err := url.Parse(a.Next); err == nil && a.Next != "" {
		on := at
		on.after, _ = strconv.ParseInt(next.Query().Get("after"), 10, 64) // the operation wrote it
		v.On = on.address(path)
	}
	files := func(t *table) []file {
		return []file{{"CSV", at.address(path + "/" + t.ID + ".csv")}, {"Excel", at.address(path + "/" + t.ID + ".xlsx")}}
	}
	tables := riskTables(a)
	v.Files = files(&tables[0])
	v.Pairs = tables[2]
	if v.Pairs.Files = files(&tables[2]); len(v.Pairs.Rows) > pairsMost {
		v.Pairs.Rows, v.MorePairs = v.Pairs.Rows[:pairsMost], len(v.Pairs.Rows)-pairsMost
	}
	tables[3].Files = files(&tables[3])
	v.Digits, v.DigitsSay = digitsChart(a, tables[3])
}

func riskRowOf(fund string, e api.RiskEntry) riskRow {
	row := riskRow{Seq: e.Seq, Address: entryAddress(fund, e.Seq), Sentence: e.Sentence, Who: e.Actor}
	row.Effective, row.Recorded = api.Shown(api.FieldDate, e.Effective), e.Recorded
	if at, err := time.Parse(time.RFC3339Nano, e.Recorded); err == nil {
		row.Recorded = ukTime(at)
	}
	if m, ok := riskAmount(e.Risks); ok {
		row.Amount = m.Pounds()
	}
	for _, one := range e.Risks {
		row.Why = append(row.Why, riskWhy{one.Name, one.Why})
	}
	return row
}

// digitsChart holds first digits against Benford's law, and says what to think of it.
func digitsChart(a *api.RisksAnswer, t table) (c chart, says string) {
	d := a.Digits
	amounts := thousands(int(d.Count)) + " amounts"
	if d.Count == 1 {
		amounts = "1 amount"
	}
	says = fmt.Sprintf("Chi-squared is %s, with 8 degrees of freedom: by chance it is above 15.51 once in twenty times, and "+
		"above 20.09 once in a hundred.", d.ChiSquared.StringFixed(2))
	message := "First digits of " + amounts + ": within what Benford’s law and chance give"
	switch {
	case d.Count < digitsLeast:
		message = "First digits of " + amounts + ": too few to hold against Benford’s law"
		says = fmt.Sprintf("It takes %d amounts that five of them begin with 9 by that law. ", digitsLeast) + says
	case d.ChiSquared.Shift(2).IntPart() > chiUsual:
		message = "First digits of " + amounts + ": further from Benford’s law than chance gives but once in twenty times"
	}
	var columns [9]digitColumn
	for i := range min(len(columns), len(d.Digits)) {
		columns[i] = digitColumn{d.Digits[i].Counted * 100, d.Digits[i].Expected.Shift(2).IntPart()}
	}
	return chart{
		Message: message, Key: []mark{{"one", "counted"}, {"mark", "by Benford’s law"}},
		Picture: drawDigits("digits", message, columns), Table: t,
	}, says
}
