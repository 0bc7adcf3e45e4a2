package ledger

import (
	"errors"
	"strings"
	"testing"
)

func TestRecordFeed(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	on := Instruction{On: MustDate("2015-04-02")}
	good := RecordFeed{Feed: "darlington", SHA256: DigestOf(nil), Services: 30, Organisations: 12}
	for _, tt := range []struct {
		change func(*RecordFeed)
		want   error
	}{
		{func(*RecordFeed) {}, nil},
		{func(a *RecordFeed) { a.Feed = "Darlington" }, ErrInvalid},
		{func(a *RecordFeed) { a.Feed = "" }, ErrInvalid},
		{func(a *RecordFeed) { a.SHA256 = Digest{} }, ErrInvalid},
		{func(a *RecordFeed) { a.Services, a.Organisations = 0, 0 }, ErrInvalid},
		{func(a *RecordFeed) { a.Services, a.Organisations = 1, 1 }, nil},
		{func(a *RecordFeed) { a.Services = -1 }, ErrInvalid},
		{func(a *RecordFeed) { a.Services = feedServicesMax }, nil},
		{func(a *RecordFeed) { a.Services = feedServicesMax + 1 }, ErrInvalid},
		{func(a *RecordFeed) { a.Organisations = 0 }, ErrInvalid},
		{func(a *RecordFeed) { a.Organisations = 30 }, nil},
		{func(a *RecordFeed) { a.Organisations = 31 }, ErrInvalid},
	} {
		act := good
		tt.change(&act)
		e, err := b.on(b.service, ada, on, act)
		if !errors.Is(err, tt.want) {
			t.Errorf("%+v: %v, want %v", act, err, tt.want)
		}
		if err != nil {
			continue
		}
		if len(e.Postings) != 0 || !strings.Contains(act.Describe(), "darlington") {
			t.Errorf("entry = %+v, %s", e, act.Describe())
		}
		held, err := need[Feed](b.service, Feed{ID: "darlington"}.Ref(), "feed")
		want := Feed{ID: act.Feed, SHA256: act.SHA256, Services: act.Services, Organisations: act.Organisations}
		if err != nil || held != want {
			t.Errorf("document = %+v, %v", held, err)
		}
	}
	b.refused(good, ErrWrongState, "does not belong in a fund's journal")
}
