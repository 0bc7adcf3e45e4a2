package ledger

import "slices"

// Fund is a pooled fund: contributions of its partners, out of which payments may be made towards health and
// health-related functions (SI 2000/617 regulation 7(1)).
type Fund struct {
	ID         FundID `json:"id"`
	Name       string `json:"name"`
	Purpose    string `json:"purpose,omitempty"`
	Host       BodyID `json:"host" doc:"responsible for its accounts and audit"`
	Opened     Date   `json:"opened"`
	Closed     Date   `json:"closed,omitempty"`
	Agreements []Term `json:"agreements,omitempty"`

	Proposals ProposalTerms `json:"proposals,omitzero"`
}

// Ref is the fund's place: a journal has one fund.
func (Fund) Ref() Ref { return fundRef }

var fundRef = Ref{"fund", "fund"}

// Term is when an agreement version may be relied on.
type Term struct {
	Version       int  `json:"version"`
	From          Date `json:"from"`
	To            Date `json:"to,omitempty"`
	InForce       bool `json:"inForce,omitempty"`
	OverrideUntil Date `json:"overrideUntil,omitempty"`
}

// Covers reports whether entries may be made under the version on a day.
func (t Term) Covers(d Date) bool {
	return t.From <= d && (t.To == 0 || d <= t.To) && (t.InForce || d <= t.OverrideUntil)
}

// OpenFund begins a fund's journal.
type OpenFund struct {
	Name    string `json:"name"`
	Purpose string `json:"purpose,omitempty"`
	Host    BodyID `json:"host" doc:"the council or NHS body responsible for its accounts and audit"`
	Opened  Date   `json:"opened,omitempty" doc:"the day of the act when left out"`
}

// OpenFund is the fund, when it is open. It returns ErrNoFund and ErrClosed.
func (s *State) OpenFund() (Fund, error) {
	f, err := Find[Fund](s, fundRef)
	switch {
	case err != nil:
		return Fund{}, err
	case f.ID == "":
		return Fund{}, ErrNoFund
	case f.Closed != 0: // on whatever day an entry would be dated
		return Fund{}, ErrClosed.With("the fund closed on %s", f.Closed.UK())
	}
	return f, nil
}

// term is the term of an agreement version, and whether the fund has that version.
func (f Fund) term(version int) (Term, bool) {
	for _, t := range f.Agreements {
		if t.Version == version {
			return t, true
		}
	}
	return Term{}, false
}

// withTerm is the fund with a version's term put in or replaced.
func (f Fund) withTerm(t Term) Fund {
	f.Agreements = slices.Clone(f.Agreements)
	for i := range f.Agreements {
		if f.Agreements[i].Version == t.Version {
			f.Agreements[i] = t
			return f
		}
	}
	f.Agreements = append(f.Agreements, t)
	return f
}

// Kind names the act and its version.
func (OpenFund) Kind() string { return "open-fund/1" }

// Matter is nobody's money yet.
func (a OpenFund) Matter(*State) (Matter, error) { return Matter{Partner: a.Host}, nil }

// Do begins the fund. It is possible only as the first entry of a journal, and refuses a host that is neither
// a council nor an NHS body (SI 2000/617 regulation 7(4)).
func (a OpenFund) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckID("the fund's id", s.Fund), CheckName("the fund's name", a.Name),
		CheckText("the purpose", a.Purpose, particularLengthMax))
	if err != nil {
		return Entry{}, err
	}
	host, err := s.Body(a.Host)
	if err != nil {
		return Entry{}, err
	}
	if !host.IsCouncil() && !host.IsNHS() {
		return Entry{}, ErrNotPartner.With("%s is neither a council nor an NHS body, so it cannot host a pooled "+
			"fund", host.ID)
	}
	f := Fund{ID: s.Fund, Name: a.Name, Purpose: a.Purpose, Host: a.Host, Opened: a.Opened}
	if f.Opened == 0 {
		f.Opened = s.On
	}
	s.Save(f)
	return Entry{}, nil
}

// Describe says what the act does.
func (a OpenFund) Describe() string { return "Fund opened: " + a.Name }
