package report_test

import (
	"reflect"
	"strings"
	"testing"
)

// A position made of held balances and the entries since, of now, of a period, of a day or of a number, is the one that
// is read anew.
func TestHeldBalances(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.year()
	same := func(after string) {
		t.Helper()
		for _, asOf := range []string{"", "period:2015-16/02", "period:2015-16/08", "date:2015-11-03", "seq:20"} {
			held := h.position(t, asOf, "")
			anew := watch(t, h.Pool).position(t, asOf, "")
			if !reflect.DeepEqual(held.Total, anew.Total) || !reflect.DeepEqual(held.Lines, anew.Lines) ||
				!reflect.DeepEqual(held.Sources, anew.Sources) || held.Moment != anew.Moment {
				t.Errorf("as of %q after %s:\nheld %+v\nanew %+v", asOf, after, held.Total, anew.Total)
			}
			if strings.HasPrefix(asOf, "date:") {
				continue // a month's end is monitored, not a day
			}
			if held, anew := h.monitor(t, asOf), watch(t, h.Pool).monitor(t, asOf); !reflect.DeepEqual(held, anew) {
				t.Errorf("monitored as of %q after %s:\nheld %+v\nanew %+v", asOf, after, held, anew)
			}
		}
	}
	same("a year")
	h.budget("2015-11-02", "one", "nhs-minimum", "70.00")
	h.commit("2015-11-02", "held-1", "one", "nhs-minimum", "60.00")
	same("a promise")
	h.certify("2015-11-03", "held-i1", "held-1", "12.34")
	h.pay("2015-11-04", "held-i1")
	h.prepay("2015-05-04", "held-1", "1.00") // late: in a period long past
	same("spend of two periods")
	h.budget("2015-11-05", "two", "la-additional", "5.00")
	h.commit("2015-11-05", "held-2", "two", "la-additional", "1.00") // on an account that had not moved
	same("a promise of another scheme")

	whole := h.position(t, "", "").Total
	if !h.Reports.SpoilHeld(h.Fund, false) {
		t.Fatal("no balances are held")
	}
	if h.position(t, "", "").Total == whole {
		t.Error("held balances are not used")
	}
	h.Reports.SpoilHeld(h.Fund, true)
	equal(t, "where another entry stands", h.position(t, "", "").Total, whole)
	h.Reports.SpoilHeld(h.Fund, true)
	h.certify("2015-11-06", "held-i2", "held-1", "0.01")
	same("another history")
}
