package ledger

import (
	"errors"
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
