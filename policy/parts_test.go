package policy_test

import (
	"errors"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

// What is about several schemes or sources is allowed where each of its parts is, by answers that can stand as one.
func TestPartsAreEachAsked(t *testing.T) {
	t.Parallel()
	const act = "certify-received-invoice"
	for _, tt := range []struct {
		name  string
		rows  []string
		parts []ledger.BodyID
		want  string
	}{
		{"one rule for both", []string{"commissioner," + act + ",any,-,*,each,-,-,-,allow,A01"}, []ledger.BodyID{nhs}, "yes A01"},
		{"two rules, each alone", []string{
			"commissioner," + act + ",own,-,*,each,-,-,-,allow,A01",
			"commissioner," + act + ",any,partner:nhs,*,each,-,-,-,allow,A02",
		}, []ledger.BodyID{nhs}, "yes A01"},
		{
			"the second allowed to nobody",
			[]string{"commissioner," + act + ",own,-,*,each,-,-,-,allow,A01"},
			[]ledger.BodyID{nhs},
			"no",
		},
		{"the second forbidden", []string{
			"commissioner," + act + ",any,-,*,each,-,-,-,allow,A01",
			"commissioner," + act + ",any,partner:nhs,*,each,-,-,-,deny,D01",
		}, []ledger.BodyID{nhs}, "never D01"},
		{"the third forbidden", []string{
			"commissioner," + act + ",any,-,*,each,-,-,-,allow,A01",
			"commissioner," + act + ",any,partner:nhs,*,each,-,-,-,deny,D01",
		}, []ledger.BodyID{council, nhs}, "never D01"},
		{"the second waits", []string{
			"commissioner," + act + ",own,-,*,each,-,-,-,allow,A01",
			"commissioner," + act + ",any,partner:nhs,*,each,another,-,-,allow,A02",
		}, []ledger.BodyID{nhs}, "no"},
		{
			"both wait for the same",
			[]string{"commissioner," + act + ",any,-,*,each,another,-,-,allow,A01"},
			[]ledger.BodyID{nhs},
			"waits A01 for another person",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			q := paid(asks(t, "council commissioner", act, "10.00"), careCo, ledger.Pays)
			for _, body := range tt.parts {
				part := q.Matter
				part.Partner = body
				q.Matter.Parts = append(q.Matter.Parts, part)
			}
			d, err := mustLoad(t, tt.rows...).Decide(q)
			if got := told(d, err); got != tt.want {
				t.Errorf("answers %s (%v), want %s", got, err, tt.want)
			}
		})
	}
}

// An approval of what is about several parts is asked about each of them as well.
func TestPartsAreEachApproved(t *testing.T) {
	t.Parallel()
	const act = "certify-received-invoice"
	p := mustLoad(t, "commissioner,"+act+",any,-,*,each,another,-,-,allow,A01",
		"commissioner,approve-proposal,any,-,*,each,-,-,-,allow,A02")
	q := paid(asks(t, "nhs commissioner", "approve-proposal", "10.00"), careCo, ledger.Pays)
	first := asks(t, "council commissioner", act, "10.00")
	q.Matter.Held = act + "/1"
	q.Matter.Preparer = &ledger.Approval{
		Actor: first.Actor, Post: first.Posts[0].ID, Role: ledger.Commissioner, Body: council, Rule: "A01", At: noon,
	}
	part := q.Matter
	part.Partner, part.Preparer, part.Held = nhs, nil, ""
	q.Matter.Parts = []ledger.Matter{part}
	if got := decided(p, q); got != "yes A01 runs" {
		t.Errorf("answers %s", got)
	}
	q.Interests = []ledger.Interest{{Body: careCo, From: firstDay}}
	if _, err := p.Decide(q); !errors.Is(err, ledger.ErrInterest) {
		t.Errorf("with an interest: %v", err)
	}
}

func decided(p *policy.Policy, q ledger.Question) string {
	d, err := p.Decide(q)
	return told(d, err)
}
