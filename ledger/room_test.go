package ledger

import (
	"errors"
	"testing"
)

func TestRooms(t *testing.T) {
	t.Parallel()
	b := founded(t)
	b.refused(RegisterBody{ID: "x", Name: "X", Type: Council}, ErrWrongState,
		"does not belong in a fund's journal")
	b.refused(OpenFund{Name: "Again", Host: "council"}, ErrExists, "begun already")
	inService := func(act Act) error {
		_, err := b.on(b.service, ada, Instruction{On: MustDate("2015-06-01")}, act)
		return err
	}
	for _, tt := range []struct {
		act  Act
		want error
	}{
		{draft, ErrWrongState},
		{FoundService{Administrator: "ada", Post: "p", Body: Body{ID: "x", Name: "X", Type: Council}}, ErrExists},
		{RegisterBody{ID: "ccg", Name: "X", Type: CCG}, ErrExists},
		{RegisterBody{ID: "x", Name: "X", Type: "quango"}, ErrInvalid},
		{RegisterBody{ID: "x", Name: "X", Type: CCG, ODS: "08"}, ErrInvalid},
		{RegisterBody{ID: "x", Name: "X", Type: CCG, ODS: "08f"}, ErrInvalid},
		{RegisterBody{ID: "x", Name: "X", Type: Council, GSS: "E0900001"}, ErrInvalid},
		{RegisterBody{ID: "x", Name: "X\u202e", Type: Council}, ErrInvalid},
		{RecordSuccessor{Predecessor: "ccg", Successor: "ccg", Date: MustDate("2022-07-01")}, ErrInvalid},
	} {
		if err := inService(tt.act); !errors.Is(err, tt.want) {
			t.Errorf("%s %+v = %v, want %v", tt.act.Kind(), tt.act, err, tt.want)
		}
	}
	if err := inService(RecordSuccessor{
		Predecessor: "ccg", Successor: "trust",
		Date: MustDate("2015-06-01"),
	}); err != nil {
		t.Fatal(err)
	}
	b.refused(AddSource{
		ID: "s", Name: "S", Partner: "ccg", Nature: Revenue, Fence: NHSMinimum,
		CodeListYear: 2015,
		Power:        Section75,
	}, ErrClosed, "ended on 31 May 2015")
	empty := newBook(t)
	empty.refused(draft, ErrNoFund, "")
	if _, err := empty.on(empty.service, ada, Instruction{},
		RegisterBody{ID: "x", Name: "X", Type: Council}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a service not founded: %v", err)
	}
}

func TestNothingStandsWithoutAuthority(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	vire := VireBudget{
		From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"},
		Amount: MustMoney("1.00"),
	}
	incomplete := ada
	incomplete.Complete = false
	noRule := ada
	noRule.Rule = ""
	for _, by := range []Authority{{}, incomplete, noRule} {
		if _, err := b.try(by, Instruction{On: MustDate("2015-06-01")}, vire); !errors.Is(err, ErrNoAuthority) {
			t.Errorf("%+v: %v", by, err)
		}
	}
}

func TestPostRefusesWhatNoActMakes(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	src, err := b.fund.Source("minimum")
	if err != nil {
		t.Fatal(err)
	}
	one := MustMoney("1.00")
	agreed, free := src.account(ResourcesAgreed, 2015), src.account(Unallocated, 2015)
	for _, tt := range []struct {
		name  string
		lines []Posting
		want  error
	}{
		{"one line", []Posting{Debit(agreed, one)}, ErrOneLine},
		{"unbalanced", []Posting{Debit(agreed, one), Credit(free, MustMoney("0.99"))}, ErrUnbalanced},
		{
			"balanced across the books",
			[]Posting{Debit(agreed, one), Credit(src.account(Accruals, 0).For("accrual", "a-1"), one)},
			ErrUnbalanced,
		},
		{"nil line", []Posting{Debit(agreed, Money{}), Credit(free, Money{})}, ErrAmountNotPositive},
		{"unknown account", []Posting{Debit(Account{Code: 1234}, one), Credit(free, one)}, ErrUnknownAccount},
		{"no year", []Posting{Debit(src.account(ResourcesAgreed, 0), one), Credit(free, one)}, ErrUnknownAccount},
		{"another year", []Posting{Debit(src.account(ResourcesAgreed, 2014), one), Credit(free, one)}, ErrInvalid},
		{"undocumented commitment", []Posting{
			Debit(src.schemeAccount(SchemeAvailable, 2015, "a").By(CommitMove), one),
			Credit(src.schemeAccount(SchemeCommitted, 2015, "a"), one),
		}, ErrUnknownAccount},
		{"consumed without spend", []Posting{
			Debit(src.schemeAccount(SchemeAvailable, 2015, "a").By(SpendMove), one),
			Credit(src.schemeAccount(SchemeConsumed, 2015, "a"), one),
		}, ErrInvariant},
		{
			"called without income",
			[]Posting{Debit(src.account(ResourcesCalled, 2015), one), Credit(agreed, one)},
			ErrInvariant,
		},
		{"too many lines", make([]Posting, LinesMax+1), ErrTooManyLines},
	} {
		s := b.fund.Overlay()
		s.Period = MustPeriod("2015-16/03")
		if err := s.post(&Entry{Period: s.Period, Postings: tt.lines}); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}
