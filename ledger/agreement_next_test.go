package ledger

import (
	"fmt"
	"testing"
)

// serve runs an act in the service's journal.
func (b *book) serve(act Act) {
	b.Helper()
	if _, err := b.on(b.service, ada, Instruction{On: MustDate("2015-04-02")}, act); err != nil {
		b.Fatalf("%s: %v", act.Kind(), err)
	}
}

func (b *book) agreement(version int) Agreement {
	b.Helper()
	d, _ := b.fund.documents.get(agreementRef(version))
	a, ok := d.(Agreement)
	if !ok {
		b.Fatalf("there is no agreement version %d", version)
	}
	return a
}

func TestDrawAgreement(t *testing.T) {
	t.Parallel()
	b := founded(t)
	next := DrawAgreement{Version: 1, From: MustDate("2016-04-01"), To: MustDate("2017-03-31")}
	b.posts(b.must(next))
	want := b.agreement(1)
	want.Version, want.From, want.To, want.State = 2, next.From, next.To, AgreementDraft
	want.Signed, want.Reference, want.SHA256 = 0, Private{}, Digest{}
	equal(t, "drawn", fmt.Sprint(b.agreement(2)), fmt.Sprint(want))
	b.refused(DrawAgreement{Version: 2, From: MustDate("2017-04-01")}, ErrWrongState, "version 2 is a draft")
	b.refused(DrawAgreement{Version: 9, From: MustDate("2017-04-01")}, ErrNotFound, "9")
	b.refused(DrawAgreement{Version: 1, From: MustDate("2015-04-01")}, ErrInvalid, "one drawn from it begins later")
	b.must(DrawAgreement{Version: 1, From: MustDate("2015-04-02")})
	b.refused(DrawAgreement{Version: 1, From: MustDate("2016-04-01"), To: MustDate("2016-03-31")}, ErrInvalid, "a later one")
}

// A body that has ended stands no more in the agreement that follows: its successor does.
func TestDrawAgreementWithSuccessors(t *testing.T) {
	t.Parallel()
	b := founded(t)
	for _, act := range []Act{
		RegisterBody{ID: "icb", Name: "An integrated care board", Type: ICB},
		RegisterBody{ID: "unitary", Name: "A new council", Type: Council},
		RecordSuccessor{Predecessor: "ccg", Successor: "icb", Date: MustDate("2022-07-01")},
		RecordSuccessor{Predecessor: "council", Successor: "unitary", Date: MustDate("2022-07-01")},
	} {
		b.serve(act)
	}
	parties := func(version int) string {
		a := b.agreement(version)
		s := fmt.Sprint(a.Hosts)
		for _, p := range a.Partners {
			s += fmt.Sprintf(" %s/%s/%d", p.Body, p.Through, p.Weight)
		}
		return s
	}
	b.must(DrawAgreement{Version: 1, From: MustDate("2022-06-30")}) // their last day
	equal(t, "before", parties(2), "[council] ccg//937 council//283 department/council/0 provider//0")
	b.must(DrawAgreement{Version: 1, From: MustDate("2022-07-01")})
	equal(t, "after", parties(3), "[unitary] icb//937 unitary//283 department/unitary/0 provider//0")

	merged := draft
	merged.Partners = append([]Party{{Body: "pct", Part: Section75Partner, Weight: 63}}, merged.Partners...)
	b.serve(RegisterBody{ID: "pct", Name: "A primary care trust", Type: PCT})
	b.must(merged)
	b.must(BringIntoForce{Version: 4, Signed: MustDate("2015-03-20"), Reference: Text("deed"), SHA256: DigestOf(nil)})
	b.serve(RecordSuccessor{Predecessor: "pct", Successor: "icb", Date: MustDate("2022-07-01")})
	b.must(DrawAgreement{Version: 4, From: MustDate("2022-07-01")})
	equal(t, "merged", parties(5), "[unitary] icb//1000 unitary//283 department/unitary/0 provider//0")

	b.serve(RecordSuccessor{Predecessor: "ccg", Successor: "trust", Date: MustDate("2022-07-01")})
	b.refused(DrawAgreement{Version: 1, From: MustDate("2022-07-01")}, ErrWrongState,
		"ccg ended on 30 June 2022 and 2 bodies have succeeded it")
}
