package ledger

import (
	"fmt"
	"slices"
)

// Interest is an interest that somebody has declared in a body: while it lasts they decide nothing by which
// that body would be paid, promised or given money.
type Interest struct {
	Body   BodyID  `json:"body"`
	Nature Private `json:"nature,omitzero"`
	From   Date    `json:"from"`
	To     Date    `json:"to,omitempty"` // the last day; zero: until ended
}

// Covers reports whether the interest is held on a day.
func (i Interest) Covers(on Date) bool { return i.From <= on && (i.To == 0 || on <= i.To) }

// DeclareInterest declares an interest of an actor in a body. Whoever holds a post may declare their own.
type DeclareInterest struct {
	Actor  ActorID `json:"actor"`
	Body   BodyID  `json:"body" doc:"the provider or other body the interest is in"`
	Nature Private `json:"nature" doc:"what the interest is, such as: trustee"`
	From   Date    `json:"from,omitempty" doc:"the day of the act when left out"`
}

// EndInterest ends a declared interest on a day.
type EndInterest struct {
	Actor ActorID `json:"actor"`
	Body  BodyID  `json:"body"`
	Last  Date    `json:"last" doc:"the last day it is held"`
}

// Kind names the act and its version.
func (DeclareInterest) Kind() string { return "declare-interest/1" }

// Matter is nobody's money: it is about the actor.
func (a DeclareInterest) Matter(*State) (Matter, error) { return Matter{Subject: a.Actor}, nil }

// Do records the interest. It refuses an unknown body and an interest in it that is declared already.
func (a DeclareInterest) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckID("actor", a.Actor), needText("what the interest is", a.Nature))
	if err != nil {
		return Entry{}, err
	}
	h, err := Find[Holder](s, Ref{"holder", string(a.Actor)})
	if err != nil {
		return Entry{}, err
	}
	if _, err := s.Body(a.Body); err != nil {
		return Entry{}, err
	}
	from := a.From
	if from == 0 {
		from = s.On
	}
	if slices.ContainsFunc(h.Interests, func(i Interest) bool { return i.Body == a.Body && i.Covers(from) }) {
		return Entry{}, ErrExists.With("an interest in %s is declared already", a.Body)
	}
	h.ID = a.Actor
	if h.Posts == nil {
		h.Posts = []Post{}
	}
	h.Interests = append(slices.Clone(h.Interests), Interest{Body: a.Body, Nature: a.Nature, From: from})
	s.Save(h)
	return Entry{}, nil
}

// Describe says what the act does.
func (a DeclareInterest) Describe() string {
	return fmt.Sprintf("Interest of %s in %s declared", a.Actor, a.Body)
}

// Kind names the act and its version.
func (EndInterest) Kind() string { return "end-interest/1" }

// Matter is nobody's money: it is about the actor.
func (a EndInterest) Matter(*State) (Matter, error) { return Matter{Subject: a.Actor}, nil }

// Do ends the interest. It refuses one that is not declared, or has ended, and a day before it began or
// before today: what somebody could not decide yesterday stays so.
func (a EndInterest) Do(s *State, _ Authority) (Entry, error) {
	h, err := Find[Holder](s, Ref{"holder", string(a.Actor)})
	if err != nil {
		return Entry{}, err
	}
	i := slices.IndexFunc(h.Interests, func(i Interest) bool { return i.Body == a.Body && i.To == 0 })
	switch {
	case i < 0:
		return Entry{}, ErrNotFound.With("no interest in %s is declared that has not ended", a.Body)
	case a.Last == 0 || a.Last < h.Interests[i].From || a.Last < s.On:
		return Entry{}, ErrInvalid.With("say the last day on which the interest is held; it cannot be before %s",
			s.On.UK())
	}
	h.Interests = slices.Clone(h.Interests)
	h.Interests[i].To = a.Last
	s.Save(h)
	return Entry{}, nil
}

// Describe says what the act does.
func (a EndInterest) Describe() string {
	return fmt.Sprintf("Interest of %s in %s ended on %s", a.Actor, a.Body, a.Last.UK())
}
