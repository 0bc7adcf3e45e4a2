package ledger

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// leaves checks how many sentences about floats and direct payments stand against closing 2015-16.
func (b *book) leaves(floats, direct int) {
	b.Helper()
	got, err := b.fund.yearAdvances(2015)
	for n := 0; n < 5 && errors.Is(err, ErrNotLoaded); n++ { // what is loaded may ask for more
		b.load(b.fund)
		got, err = b.fund.yearAdvances(2015)
	}
	if err != nil || len(got.floats) != floats || len(got.direct) != direct {
		b.Errorf("%d and %d sentences are wanted: %+v, %v", floats, direct, got, err)
	}
}

func TestYearNotReadyForAdvances(t *testing.T) {
	t.Parallel()
	may := time.Date(2016, time.May, 5, 9, 0, 0, 0, time.UTC)
	b := floated(t, DrawInOrder, "", FloatLimits{})
	b.leaves(0, 0)
	b.must(order("p-1", "75.00"))
	b.leaves(1, 0)
	b.must(CancelPurchase{Purchase: "p-1", Reason: Text("ill")})
	b.leaves(0, 0)

	b = floated(t, DrawProRata, "provider", FloatLimits{})
	b.leaves(2, 0)
	early := b.at
	b.at = may
	b.refusedOn("2016-05-05", CloseYear{Year: 2015}, ErrYearNotReady, "the agent of float float holds £75.00 of source minimum")
	b.at = early
	b.must(ReturnFloatCash{Float: "float", Amount: MustMoney("150.00"), Receipt: Text("R 1")})
	b.leaves(0, 0)

	b = withPaid(t)
	b.leaves(0, 1)
	b.must(evidence("60.00"))
	b.leaves(0, 0)
}

// What is not spent of a personal health budget at the year's end hinders no close: it is noted, and has a line of its
// own in the closing entry. Afterwards nothing is bought from the budget or released.
func TestUnspentHealthBudgetLapses(t *testing.T) {
	t.Parallel()
	b, closing := closedWith(t, allotted("h-2", DirectBudget, "30.00"), ReleaseHealthBudget{Budget: "h-2"})
	for account, want := range map[string]string{committedH: "4.00", "9300:" + minimumA + ":health-budget=h-2": ""} {
		got := ""
		for _, p := range closing.Postings {
			if p.Account.String() == account {
				got += p.Amount.String()
			}
		}
		if got != want {
			t.Errorf("the closing entry posts %q to %s, not %q", got, account, want)
		}
	}
	b.refusedOn("2016-05-05", ReleaseHealthBudget{Budget: "h-1"}, ErrWrongState, "2015-16")
	h, err := b.fund.HealthBudget("h-1")
	if err != nil {
		t.Fatal(err)
	}
	acts, err := b.fund.Offers(h)
	for n := 0; n < 5 && errors.Is(err, ErrNotLoaded); n++ {
		b.load(b.fund)
		acts, err = b.fund.Offers(h)
	}
	if err != nil || len(acts) != 0 {
		t.Errorf("a budget that lapsed offers %v, %v", acts, err)
	}
}

func TestLapsingHealthBudgetsAreNoted(t *testing.T) {
	t.Parallel()
	b := withPaid(t)
	b.must(evidence("20.00"))
	points, err := b.fund.YearChecks(2015)
	for n := 0; n < 9 && errors.Is(err, ErrNotLoaded); n++ {
		b.load(b.fund)
		points, err = b.fund.YearChecks(2015)
	}
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, p := range points {
		if p.State == CheckFlag && strings.HasPrefix(p.Name, "Personal health budgets") {
			said += strings.Join(p.Says, "; ")
		}
	}
	if want := "£40.00 of personal health budget h-1, scheme a, is not spent; release it, or it lapses"; said != want {
		t.Errorf("noted is %q", said)
	}
}
