package ledger

import (
	"testing"
	"time"
)

func TestSetCutOff(t *testing.T) {
	t.Parallel()
	b := founded(t)
	set := func(partner BodyID, day string) SetCutOff {
		return SetCutOff{Partner: partner, Year: 2015, Date: MustDate(day)}
	}
	date := func() string {
		d, _ := b.fund.documents.get(cutOffRef("ccg", 2015))
		return d.(CutOff).Date.String()
	}
	b.refused(SetCutOff{Partner: "ccg", Date: MustDate("2016-04-20")}, ErrInvalid, "the year is missing")
	b.refused(set("ccg", "2016-03-30"), ErrInvalid, "the cut-off date for 2015-16 is 31 March 2016 or later")
	b.refused(set("nobody", "2016-04-20"), ErrNotFound, "nobody")
	b.refused(set("provider", "2016-04-20"), ErrNotPartner, "provider")
	b.posts(b.must(set("ccg", "2016-03-31")))
	b.must(set("council", "2017-03-31"))
	b.must(set("department", "2016-05-31"))
	m, err := set("department", "2016-05-31").Matter(b.fund)
	if err != nil || m.Partner != "council" {
		t.Errorf("the cut-off of a funder is %s's: %v", m.Partner, err)
	}

	b.at = time.Date(2016, time.March, 31, 22, 59, 0, 0, time.UTC) // a minute to midnight in London
	b.must(set("ccg", "2016-04-20"))
	equal(t, "moved on its last day", date(), "2016-04-20")
	b.at = time.Date(2016, time.April, 20, 22, 58, 0, 0, time.UTC)
	b.refused(set("ccg", "2016-04-19"), ErrInvalid, "a cut-off date is today, 20 April 2016, or later")
	b.must(set("ccg", "2016-04-20"))
	b.at = time.Date(2016, time.April, 20, 23, 0, 0, 0, time.UTC) // and now it is the next day
	b.refused(set("ccg", "2016-04-30"), ErrClosed, "the figures of ccg for 2015-16 were frozen at the end of 20 April 2016")
	equal(t, "once it has passed", date(), "2016-04-20")
	b.must(set("council", "2016-04-21"))
}
