package report_test

import (
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

// figureOf is a figure of a row.
func figureOf(f report.Figure, r report.Resources, s report.Spending) ledger.Money {
	return map[report.Figure]ledger.Money{
		report.Agreed: r.Agreed, report.Performance: r.Performance, report.Forgone: r.Forgone,
		report.Brought: r.Brought,
		report.Called:  r.Called, report.Received: r.Received, report.Due: r.Due, report.Unallocated: r.Unallocated,
		report.CashInHand: r.Cash, report.Budget: s.Budget, report.Virements: s.Virements,
		report.RevisedBudget: s.Revised, report.Committed: s.Committed, report.Spent: s.Spent,
		report.Available: s.Available, report.PartnerDirect: s.PartnerDirect,
	}[f]
}

// open reads a figure's entries page by page and returns what they come to.
func (h *house) open(t *testing.T, q string, f report.Figure, key report.Key, limit int) (
	ledger.Money, []report.MakeupLine,
) {
	t.Helper()
	var sum ledger.Money
	var lines []report.MakeupLine
	var after int64
	for {
		m, err := h.Reports.Behind(t.Context(), h.Fund, asOf(t, q, ""), f, key, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range m.Lines {
			if line.Seq <= after || line.Amount.IsZero() || len(m.Lines) > limit {
				t.Fatalf("page after %d of %s has entry %d, %s, among %d", after, f, line.Seq, line.Amount, len(m.Lines))
			}
			after, sum = line.Seq, sum.Add(line.Amount)
			lines = append(lines, line)
		}
		if m.Next == 0 {
			return sum, lines
		}
		after = m.Next
	}
}

func TestEveryFigureOpensToItsEntries(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.year()
	for _, q := range []string{"", "seq:30", "period:2015-16/03", "date:2015-07-15"} {
		p := h.position(t, q, "")
		for _, f := range report.Figures() {
			rows := map[report.Key]ledger.Money{{}: figureOf(f, p.Total.Resources, p.Total.Spending)}
			for _, r := range p.Sources {
				rows[report.Key{Source: r.Source}] = figureOf(f, r.Resources, r.Spending)
			}
			for _, r := range p.Partners {
				rows[report.Key{Partner: r.Partner}] = figureOf(f, r.Resources, r.Spending)
			}
			for _, l := range p.Lines {
				if f == report.Budget || f == report.RevisedBudget || f == report.Committed {
					rows[report.Key{Scheme: l.Scheme, Source: l.Source}] = figureOf(f, report.Resources{}, l.Spending)
				}
			}
			for key, want := range rows {
				if got, _ := h.open(t, q, f, key, 3); got != want {
					t.Errorf("%s as of %q, %+v: its entries come to %s, the figure is %s", f, q, key, got, want)
				}
			}
		}
	}
}

func TestEntriesThatDoNotMoveAFigureAreLeftOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	for range 10 {
		h.Must("ada", "2015-05-01", pooltest.Vire("one", "two", "1.00"))
	}
	sum, lines := h.open(t, "", report.RevisedBudget, report.Key{Source: pooltest.NHSMinimum}, 2)
	equal(t, "revised budget of the source", sum, pounds("1000.00"))
	equal(t, "entries behind it", len(lines), 1)
	equal(t, "the act", lines[0].Act, "set-scheme-budget")
	equal(t, "its date", lines[0].Effective, ledger.MustDate("2015-04-01"))
	_, virements := h.open(t, "", report.Virements, report.Key{Scheme: "two"}, 4)
	equal(t, "entries behind the virements of two", len(virements), 10)
	two := report.Key{Scheme: "two"}
	m, err := h.Reports.Behind(t.Context(), h.Fund, report.AsOf{}, report.Virements, two, 0, 4)
	if err != nil || m.Amount != pounds("10.00") || len(m.Accounts) != 1 {
		t.Errorf("virements of two = %s from %v, %v", m.Amount, m.Accounts, err)
	}
	_, err = h.Reports.Behind(t.Context(), h.Fund, report.AsOf{}, "profit", report.Key{}, 0, 4)
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a figure there is none of = %v, want ErrNotFound", err)
	}
}

func TestTrialBalance(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.year()
	for _, q := range []string{"", "seq:20", "period:2015-16/02", "date:2015-06-15"} {
		tb, err := h.Reports.TrialBalance(t.Context(), h.Fund, asOf(t, q, ""))
		if err != nil {
			t.Fatal(err)
		}
		for _, book := range tb.Books {
			if !book.Difference.IsZero() || book.Debits != book.Credits || len(book.Lines) == 0 && q == "" {
				t.Errorf("%s as of %q: debits %s, credits %s, %d lines",
					book.Book, q, book.Debits, book.Credits, len(book.Lines))
			}
		}
	}
	tb, err := h.Reports.TrialBalance(t.Context(), h.Fund, report.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "memo debits", tb.Books[1].Debits, pounds("3245000.00")) // agreed, called and held
	first := tb.Books[0].Lines[0]
	equal(t, "first line", first.Name+" "+string(first.Partner), "Cash held by the host test-ccg")
	equal(t, "its balance", first.Debit, pounds("570000.00"))
}

func TestMovements(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.year()
	cash := "1000::test-ccg:nhs-minimum::revenue"
	receipts := cash + ":by=receipt"
	commitment := "9300:2015-16:test-ccg:nhs-minimum:one:revenue:commitment=contract"
	for _, tt := range []struct {
		name, account, from, to string
		opening, closing        string
		lines                   int
	}{
		{"all of cash", cash, "", "", "0.00", "570000.00", 2},
		{"receipts alone", receipts, "", "", "0.00", "600000.00", 1},
		{"a commitment", commitment, "", "", "0.00", "-90000.00", 2},
		{"commitment, June", commitment, "period:2015-16/02", "period:2015-16/03", "-120000.00", "-90000.00", 1},
		{"cash in June", cash, "period:2015-16/02", "period:2015-16/03", "600000.00", "570000.00", 1},
		{"cash after June", cash, "period:2015-16/03", "", "570000.00", "570000.00", 0},
		{"cash in part of April", cash, "date:2015-04-10", "date:2015-04-20", "0.00", "600000.00", 1},
		{"cash by number", cash, "seq:16", "seq:25", "600000.00", "600000.00", 0},
	} {
		span := report.Span{From: asOf(t, tt.from, ""), To: asOf(t, tt.to, "")}
		m, err := h.Reports.Movements(t.Context(), h.Fund, tt.account, span, 0, 100)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		equal(t, tt.name+": opening", m.Opening, pounds(tt.opening))
		equal(t, tt.name+": closing", m.Closing, pounds(tt.closing))
		equal(t, tt.name+": lines", len(m.Lines), tt.lines)
		sum := m.Opening
		for _, line := range m.Lines {
			sum = sum.Add(line.Debit).Sub(line.Credit)
		}
		equal(t, tt.name+": opening and lines", sum, m.Closing)
	}
	span := report.Span{From: asOf(t, "seq:30", ""), To: asOf(t, "seq:20", "")}
	_, err := h.Reports.Movements(t.Context(), h.Fund, cash, span, 0, 10)
	if ledger.KindOf(err) != ledger.Invalid {
		t.Errorf("a span that runs backwards = %v", err)
	}
	_, err = h.Reports.Movements(t.Context(), h.Fund, "1000::x:y::revenue", report.Span{}, 0, 10)
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("an account without postings = %v, want ErrNotFound", err)
	}
	page, err := h.Reports.Movements(t.Context(), h.Fund, cash, report.Span{}, 0, 1)
	if err != nil || len(page.Lines) != 1 || page.Next == 0 {
		t.Fatalf("first page = %d lines, next %d, %v", len(page.Lines), page.Next, err)
	}
	rest, err := h.Reports.Movements(t.Context(), h.Fund, cash, report.Span{}, page.Next, 100)
	if err != nil || len(rest.Lines) != 1 || rest.Next != 0 || rest.Lines[0].Act != "pay-invoice" {
		t.Errorf("second page = %+v, %v", rest.Lines, err)
	}
}
