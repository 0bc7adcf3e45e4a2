package ledger

import "fmt"

// A ClaimID names a claim of a saving within a fund.
type ClaimID string

// ClaimState is whether a claim stands.
type ClaimState string

// The states of a claim.
const (
	ClaimStands    ClaimState = "claimed"
	ClaimWithdrawn ClaimState = "withdrawn"
)

// SavingClaim is what somebody says was saved, by what method and from which source. It is no cash of the fund and
// stands in no account. Where a body saves another may lose income, and that is said beside it.
type SavingClaim struct {
	ID        ClaimID    `json:"id"`
	Measure   MeasureID  `json:"measure,omitempty"`
	Scheme    SchemeID   `json:"scheme,omitempty"`
	From      Date       `json:"from"`
	To        Date       `json:"to"`
	Amount    Money      `json:"amount"`
	AtLeast   bool       `json:"atLeast,omitempty"`
	Method    Private    `json:"method"`
	Source    Private    `json:"source"`
	Gains     BodyID     `json:"gains"`
	Loses     BodyID     `json:"loses,omitempty"`
	Lost      Money      `json:"lost,omitzero"`
	State     ClaimState `json:"state"`
	Withdrawn Private    `json:"withdrawn,omitzero" doc:"why"`
}

// Ref is the claim's place among the fund's documents.
func (c SavingClaim) Ref() Ref { return Ref{"saving-claim", string(c.ID)} }

// ClaimSaving states a saving as a claim. It posts nothing.
type ClaimSaving struct {
	ID      ClaimID   `json:"id"`
	Measure MeasureID `json:"measure,omitempty" doc:"that it is worked out from"`
	Scheme  SchemeID  `json:"scheme,omitempty" doc:"that it is claimed for"`
	From    Date      `json:"from" doc:"the first day of the period in which it was saved"`
	To      Date      `json:"to" doc:"the last day"`
	Amount  Money     `json:"amount"`
	AtLeast bool      `json:"atLeast,omitempty" doc:"it was stated as over, or as at least, the amount"`
	Method  Private   `json:"method" doc:"how it was worked out"`
	Source  Private   `json:"source" doc:"where it was published or shown"`
	Gains   BodyID    `json:"gains" doc:"the partner, or other body, that saves"`
	Loses   BodyID    `json:"loses,omitempty" doc:"the body whose income it costs"`
	Lost    Money     `json:"lost,omitzero" doc:"how much income that body loses"`
}

// WithdrawClaim takes a claim back, with a reason. It stays on record as withdrawn.
type WithdrawClaim struct {
	Claim  ClaimID `json:"claim"`
	Reason Private `json:"reason"`
}

// SavingClaim is a claim of a saving. It returns ErrNotFound.
func (s *State) SavingClaim(id ClaimID) (SavingClaim, error) {
	return need[SavingClaim](s, SavingClaim{ID: id}.Ref(), "claim of a saving")
}

// Kind names the act and its version.
func (ClaimSaving) Kind() string { return "claim-saving/1" }

// Matter is what is claimed, by the body that is said to gain it.
func (a ClaimSaving) Matter(*State) (Matter, error) {
	return Matter{Partner: a.Gains, Scheme: a.Scheme, Amount: a.Amount}, nil
}

// Do records the claim. It refuses one without a method or a source, a period that is not over, and a body that loses
// without the amount, or the other way round.
func (a ClaimSaving) Do(s *State, _ Authority) (Entry, error) {
	c := SavingClaim{
		ID: a.ID, Measure: a.Measure, Scheme: a.Scheme, From: a.From, To: a.To, Amount: a.Amount, AtLeast: a.AtLeast,
		Method: a.Method, Source: a.Source, Gains: a.Gains, Loses: a.Loses, Lost: a.Lost, State: ClaimStands,
	}
	err := firstError(CheckID("the claim's id", a.ID), CheckAmount(a.Amount), Span{a.From, a.To}.check("the period"),
		needText("the method", a.Method), needText("the source", a.Source))
	switch {
	case err != nil:
		return Entry{}, err
	case a.To > s.On:
		return Entry{}, ErrInvalid.With("the period ends on %s, and is not over on %s: what may yet be saved is no saving",
			a.To.UK(), s.On.UK())
	case (a.Loses == "") != a.Lost.IsZero():
		return Entry{}, ErrInvalid.With("name the body that loses income, and how much, or neither")
	case a.Loses == a.Gains:
		return Entry{}, ErrInvalid.With("%s cannot both gain and lose by the same saving", a.Gains)
	}
	if !a.Lost.IsZero() {
		err = CheckAmount(a.Lost)
	}
	if err := firstError(err, s.absent(c.Ref()), c.known(s)); err != nil {
		return Entry{}, err
	}
	s.Save(c)
	return Entry{}, nil
}

// known refuses a measure, a scheme or a body that there is none of. All are asked for before any is told missing.
func (c SavingClaim) known(s *State) error {
	_, err := s.Body(c.Gains)
	if c.Loses != "" {
		_, missing := s.Body(c.Loses)
		err = firstError(err, missing)
	}
	if c.Measure != "" {
		_, missing := s.Measure(c.Measure)
		err = firstError(err, missing)
	}
	if c.Scheme != "" {
		_, missing := s.Scheme(c.Scheme)
		err = firstError(err, missing)
	}
	return err
}

// Describe says what the act does.
func (a ClaimSaving) Describe() string {
	least := ""
	if a.AtLeast {
		least = "at least "
	}
	return fmt.Sprintf("Claim %s: %s%s saved by %s, as a claim and not as cash", a.ID, least, a.Amount.Pounds(), a.Gains)
}

// Kind names the act and its version.
func (WithdrawClaim) Kind() string { return "withdraw-claim/1" }

// Matter is that of the claim.
func (a WithdrawClaim) Matter(s *State) (Matter, error) {
	c, err := s.SavingClaim(a.Claim)
	return Matter{Partner: c.Gains, Scheme: c.Scheme, Amount: c.Amount}, err
}

// Do marks the claim as withdrawn. It refuses one that is withdrawn already.
func (a WithdrawClaim) Do(s *State, _ Authority) (Entry, error) {
	c, err := s.SavingClaim(a.Claim)
	if err := firstError(needText("the reason", a.Reason), err); err != nil {
		return Entry{}, err
	}
	if c.State == ClaimWithdrawn {
		return Entry{}, ErrWrongState.With("claim %s has been withdrawn already", c.ID)
	}
	c.State, c.Withdrawn = ClaimWithdrawn, a.Reason
	s.Save(c)
	return Entry{}, nil
}

// Describe says what the act does.
func (a WithdrawClaim) Describe() string { return fmt.Sprintf("Claim %s withdrawn", a.Claim) }
