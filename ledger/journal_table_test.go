package ledger

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// The whole journal table: what happens in a pooled fund, row by row, and what it posts in each book.

// tableRow is one row: acts on a fund that stands ready for it, each with its postings.
type tableRow struct {
	row, event string
	ready      func(testing.TB) *book
	steps      []tableStep
}

// tableStep is one act and exactly what it posts in the actuals and in the memo book.
type tableStep struct {
	on            string // 1 June 2015 when left out
	act           func(*book) Act
	actuals, memo []string
}

// tableRows are the names of all rows of the table, in its order.
const tableRows = "1 1b 2 2h 3 3n 4 4b 5 6 7 8 9 10 10c 11 12 12c 13 13d 14 14n 14p 14e 14r 15 15x 16 17 18L 18 18a 18b " +
	"19 1v 2v 2a 2g 9v 9p 12r 13o 14a 14w 15p 18d 20 21 22 23 24 rolled"

// tableLater are the rows that no act makes yet, and what they come with.
var tableLater = map[string]string{
	"12": "floating funds", "12c": "floating funds", "12r": "floating funds", "13": "floating funds",
	"13d": "floating funds", "13o": "floating funds",
	"21": "fees kept by a managing agent: until then a fee is an invoice of the scheme that bears it (row 9)",
}

// The accounts of the rows: a source's, and a scheme's line of it.
const (
	minimum, minimumA = "2015-16:ccg:minimum::revenue", "2015-16:ccg:minimum:a:revenue"
	nextYears, nextA  = "2016-17:ccg:minimum::revenue", "2016-17:ccg:minimum:a:revenue"
	cash, debtor      = "1000::ccg:minimum::revenue:by=", "1100::ccg:minimum::revenue:call="
	creditor          = "2100::ccg:minimum::revenue:provider=provider"
	ofM1              = ":commitment=m-1"
	dfgYear, dfgA     = "2015-16:council:dfg::capital", "2015-16:council:dfg:a:capital"
	potYear           = "2015-16:ccg:pot::revenue"
)

// act has a step ask for an act that does not depend on the book.
func act(a Act) func(*book) Act { return func(*book) Act { return a } }

// readied is a book on which some acts have been done.
func readied(begin func(testing.TB) *book, acts ...Act) func(testing.TB) *book {
	return func(t testing.TB) *book {
		t.Helper()
		b := begin(t)
		for _, a := range acts {
			b.must(a)
		}
		return b
	}
}

func TestJournalTable(t *testing.T) {
	t.Parallel()
	for _, r := range slices.Concat(contributionRows, performanceRows, spendRows, healthRows, invoiceRows, yearRows,
		closeRows) {
		t.Run(r.row+" "+r.event, func(t *testing.T) {
			t.Parallel()
			b := r.ready(t)
			for _, s := range r.steps {
				e := b.mustOn(cmp.Or(s.on, "2015-06-01"), s.act(b))
				b.postsIn(e, Actuals, s.actuals)
				b.postsIn(e, Memo, s.memo)
				replay(t, b).check(t)
			}
		})
	}
}

// postsIn holds an entry's postings in one book against "account amount" lines, and that they sum to nil.
func (b *book) postsIn(e Entry, in Book, want []string) {
	b.Helper()
	var got []string
	var sum Money
	for _, p := range e.Postings {
		if line, _ := p.Account.Code.Line(); line.Book() == in {
			got, sum = append(got, p.Account.String()+" "+p.Amount.String()), sum.Add(p.Amount)
		}
	}
	if !slices.Equal(got, want) {
		b.Errorf("%s posts in the %s book\n%s\nwant\n%s", e.Act.Kind(), in, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !sum.IsZero() {
		b.Errorf("%s leaves the %s book out by %s", e.Act.Kind(), in, sum)
	}
}

// Every row of the table is played, or is said to come with something that is not there yet; none is both.
func TestJournalTableIsWhole(t *testing.T) {
	t.Parallel()
	played := map[string]bool{}
	for _, r := range slices.Concat(contributionRows, performanceRows, spendRows, healthRows, invoiceRows, yearRows,
		closeRows) {
		played[r.row] = true
	}
	all := strings.Fields(tableRows)
	for _, row := range all {
		if played[row] == (tableLater[row] != "") {
			t.Errorf("row %s is played: %t, and comes with %q", row, played[row], tableLater[row])
		}
	}
	for row := range played {
		if !slices.Contains(all, row) {
			t.Errorf("row %s is played and is not in the table", row)
		}
	}
}
