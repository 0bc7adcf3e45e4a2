package ledger

import "testing"

// second is a version that the trust joins, from 1 October 2015.
func second() DraftAgreement {
	d := draft
	d.From = MustDate("2015-10-01")
	d.Partners = append([]Party{{Body: "trust", Part: Section75Partner}}, draft.Partners...)
	return d
}

func TestSourceNeedsAnAgreementReliedOn(t *testing.T) {
	t.Parallel()
	b := founded(t)
	src := AddSource{
		ID: "trust-money", Name: "T", Partner: "trust", Nature: Revenue, Fence: NHSAdditional,
		CodeListYear: 2015, Power: Section75,
	}
	b.must(second())
	b.refused(src, ErrNotPartner, "trust is neither")
	b.must(OverrideUnsigned{Version: 2, ApprovedBy: "ccg", Reason: Text("late"), Until: MustDate("2015-12-31")})
	b.refusedOn("2016-01-01", src, ErrNotPartner, "trust is neither")
	b.mustOn("2015-12-31", src)
}

func TestContributionMovesToTheNewVersion(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "100.00"))
	b.must(second())
	b.must(BringIntoForce{
		Version: 2, Signed: MustDate("2015-05-01"), Reference: Text("deed 2"),
		SHA256: DigestOf(nil),
	})
	vary := VaryContribution{Contribution: "c-1", Agreement: 2, Plan: oneInstalment("90.00")}
	b.refused(vary, ErrOutsideTerm, "outside the term of agreement version 2")
	b.mustOn("2015-10-01", vary)
	vary.Agreement = 1
	b.refusedOn("2015-10-01", vary, ErrOutsideTerm, "outside the term of agreement version 1")
	b.refused(vary, ErrNotInForce, "stands under agreement version 2, which is newer")
	if c, _ := b.fund.Contribution("c-1"); c.Agreement != 2 {
		t.Errorf("the contribution stands under version %d", c.Agreement)
	}
}

// TestWithdrawnBeforeItOpens is a pool that found excluded functions in its sums days before it opened: the
// contribution falls by a new version of the agreement, never by an edit.
func TestWithdrawnBeforeItOpens(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	c := agree("c-1", "minimum", "232.00")
	b.must(c)
	b.must(draft) // from the same day, in the place of the first
	b.must(BringIntoForce{
		Version: 2, Signed: MustDate("2015-03-30"), Reference: Text("deed 2"),
		SHA256: DigestOf(nil),
	})
	vary := VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("202.00")}
	b.refused(vary, ErrNotInForce, "version 1 is neither in force")
	vary.Agreement = 2
	b.posts(b.must(vary),
		"9000:2015-16:ccg:minimum::revenue -30.00",
		"9100:2015-16:ccg:minimum::revenue 30.00")
}
