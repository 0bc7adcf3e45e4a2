package ledger

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Question is what policy is asked about an act: the facts it judges by, and nothing else. The journal asks
// it under the fund's lock; an audit asks it again from the entries.
type Question struct {
	Fund       FundID              `json:"fund"`
	Act        string              `json:"act"` // without its version, such as "vire-budget"
	Actor      ActorID             `json:"actor"`
	Posts      []Post              `json:"posts,omitempty"`     // all the actor holds and held, as at Service
	Interests  []Interest          `json:"interests,omitempty"` // all the actor declared
	Matter     Matter              `json:"matter"`
	At         time.Time           `json:"at"` // the recorded instant: posts and interests are judged at it
	Service    int64               `json:"service"`
	Host       BodyID              `json:"host,omitempty"`
	Partners   []BodyID            `json:"partners,omitempty"` // of the agreement the act rests on, in its order
	Lines      map[BodyID][]BodyID `json:"lines,omitempty"`    // predecessors and successors, where there are any
	Delegation Delegation          `json:"-"`                  // in force; empty: none has been adopted
}

// Facts is the question as JSON for the log of decisions: the scheme of delegation by its scope and version.
func (q Question) Facts() []byte {
	b, err := json.Marshal(struct {
		Question
		Scope   FundID `json:"scope,omitempty"`
		Version int    `json:"version,omitempty"`
	}{q, q.Delegation.Scope, q.Delegation.Version})
	if err != nil {
		panic(err) // each part of it can be written
	}
	return b
}

// Matter is what an act is judged by: whose money, from which source, for which scheme, with whom, how much.
type Matter struct {
	Partner     BodyID      `json:"partner,omitempty"`
	Source      SourceID    `json:"source,omitempty"`
	Fence       Fence       `json:"fence,omitempty"`
	Scheme      SchemeID    `json:"scheme,omitempty"`
	Arrangement Arrangement `json:"arrangement,omitempty"`
	Provider    BodyID      `json:"provider,omitempty"` // who is or would be paid, promised or given the money
	Named       bool        `json:"named,omitempty"`    // the scheme names that provider: it charges as an approved one
	Move        Move        `json:"move,omitempty"`     // how the money goes to the provider
	Amount      Money       `json:"amount,omitzero"`
	Allowance   string      `json:"allowance,omitempty"` // what the amount counts against besides: see Allowance
	Used        Money       `json:"used,omitzero"`       // of that allowance, before this act; of several the most
	Beside      []string    `json:"beside,omitempty"`    // further allowances, where it promises from several schemes
	Cap         Cap         `json:"cap,omitempty"`       // of a purchase: which of the float's caps it would go beyond
	On          Date        `json:"on,omitempty"`        // where the act does not take its instruction's date
	Of          FundID      `json:"of,omitempty"`        // of an act of the service journal: the fund it is about
	Subject     ActorID     `json:"subject,omitempty"`   // the actor it is about
	Rules       Rules       `json:"-"`                   // the scheme of delegation that it would put in force
	Parts       []Matter    `json:"parts,omitempty"`     // the other schemes and sources that it is about as well
	Preparer    *Approval   `json:"preparer,omitempty"`  // of the proposal, when the act decides one
	Approved    []Approval  `json:"approved,omitempty"`  // so far, when the act decides a proposal
	Held        string      `json:"held,omitempty"`      // the kind of the act the proposal holds
}

// inParts is the matter of what is about several schemes or sources: the first, with each other as a further part.
// All are asked for before any that is missing is told.
func inParts(about []BudgetLine, of func(BudgetLine) (Matter, error)) (whole Matter, missing error) {
	for n, at := range about {
		part, err := of(at)
		if missing = firstError(missing, err); n == 0 {
			whole = part
		} else {
			whole.Parts = append(whole.Parts, part)
		}
	}
	return whole, missing
}

// Move is how money, or budget, goes to a provider by an act.
type Move uint8

// The moves. An act that is none of them gives nobody anything.
const (
	Promises Move = iota + 1 // within a commitment, to be paid when it is invoiced
	Pays                     // accepts or pays what is charged
	Gives                    // hands over: a virement, a return, a write-off, an advance, the naming of a provider
)

// Decision is policy's answer. A refusal is an error instead.
type Decision struct {
	Authority Authority // the evidence; complete when the act may run now
	Waits     string    // when not empty: who else must approve first, in words; the act becomes a proposal
}

// Decide is how the journal asks policy. It must be safe for concurrent use and do no reading or writing.
type Decide func(Question) (Decision, error)

// ActName is an act's kind without its version.
func ActName(kind string) string {
	name, _, _ := strings.Cut(kind, "/")
	return name
}

// Same reports whether two bodies are one and the same for approvals: one body, or one that succeeded the
// other, by however many steps.
func (q *Question) Same(a, b BodyID) bool {
	return a == b || slices.Contains(q.Lines[a], b) || slices.Contains(q.Lines[b], a)
}

// Ask puts together the question about an act that an actor asks for. It returns ErrNotLoaded where the State
// lacks something, having asked for as much at once as it can.
func (s *State) Ask(actor ActorID, in Instruction, act Act, service int64) (Question, error) {
	m, err := act.Matter(s)
	on, period := in.dated(s.At)
	if c, ok := act.(capped); ok {
		within, unknown := c.cap(s, actor, period)
		m.Cap, err = within, firstError(err, unknown)
		for i := range m.Parts {
			m.Parts[i].Cap = within
		}
	}
	q, missing := s.question(actor, ActName(act.Kind()), m, on, period, service)
	return q, firstError(err, missing)
}

// Suppose is the question about an act of that name and matter, for who asks what may be done: no act exists,
// so nothing but what the matter says is judged. Where it names a source, its partner and ring-fence follow from
// the books, and so does how money would go to a provider.
func (s *State) Suppose(actor ActorID, act string, m Matter, service int64) (Question, error) {
	on := DateOf(s.At)
	m, err := s.supposed(act, m)
	q, missing := s.question(actor, act, m, on, PeriodOf(on), service)
	return q, firstError(err, missing)
}

func (s *State) supposed(act string, m Matter) (Matter, error) {
	if act == "order-purchase" && m.Cap == "" {
		m.Cap = WithinCaps
	}
	if m.Provider != "" {
		switch act {
		case "raise-commitment", "vary-commitment", "allocate-grant", "order-purchase":
			m.Move = Promises
		case "certify-invoice", "certify-received-invoice", "certify-over-commitment", "pay-invoice",
			"pass-grant-on", "receive-prepaid", "request-payment", "record-payment-outcomes", "pay-late-interest",
			"lift-payment-hold", "accept-delivery", "pay-float", "charge-float-fee", "buy-from-budget":
			m.Move = Pays
		case "vire-budget", "add-scheme", "add-scheme-line", "prepay-provider", "reduce-call", "write-off-call",
			"write-off-prepayment", "return-receipt", "pay-surplus", "set-up-float", "advance-float",
			"write-off-float-advance":
			m.Move = Gives
		}
	}
	if m.Source == "" {
		return m, nil
	}
	known, err := s.matterWith(m.Source, m.Scheme, m.Provider, m.Move, m.Amount)
	if act == "prepay-provider" && known.Move != 0 {
		known.Move = advance(known.Named)
	}
	known.Cap = m.Cap
	if known.On = m.On; m.Partner != "" {
		known.Partner = m.Partner
	}
	return known, err
}

// AskRead is the question about reading: read, read-posts, read-decisions or read-journal.
func (s *State) AskRead(actor ActorID, act string, service int64) (Question, error) {
	q := Question{Fund: s.Fund, Act: act, Actor: actor, At: s.At, Service: service}
	return q, firstError(s.askHolder(&q), s.askDelegation(&q), s.askLines(&q))
}

func (s *State) question(actor ActorID, act string, m Matter, on Date, period Period, service int64) (
	Question, error,
) {
	q := Question{Fund: s.Fund, Act: act, Actor: actor, Matter: m, At: s.At, Service: service}
	if m.On != 0 {
		on, period = m.On, PeriodOf(m.On)
	}
	err := firstError(s.askHolder(&q), s.askDelegation(&q), s.askFund(&q, on))
	return q, firstError(err, s.askAllowance(&q, period), s.askLines(&q))
}

// askFund fills in the host, and the partners of the agreement that entries of the day rest on.
func (s *State) askFund(q *Question, on Date) error {
	if s.Fund == Service {
		return nil
	}
	fund, err := Find[Fund](s, fundRef)
	if err != nil || fund.ID == "" {
		return err
	}
	q.Host = fund.Host
	q.Partners, err = s.section75Partners(fund, on)
	return err
}

// askHolder fills in what the actor holds, with each role by its name of today.
func (s *State) askHolder(q *Question) error {
	if q.Actor == Timer {
		q.Posts = []Post{{ID: PostID(Timer), Role: TimerRole, From: 1}}
		return nil
	}
	holder, err := Find[Holder](s, Ref{"holder", string(q.Actor)})
	if err != nil {
		return err
	}
	q.Interests = holder.Interests
	q.Posts, err = s.named(holder.Posts)
	return err
}

// named is the posts with each role by its name of today.
func (s *State) named(posts []Post) ([]Post, error) {
	old := func(p Post) bool { return p.Role == FinanceOfficer || p.Role == ChiefFinance }
	if !slices.ContainsFunc(posts, old) {
		return posts, nil
	}
	posts = slices.Clone(posts)
	for i, p := range posts {
		if !old(p) {
			continue
		}
		body, err := Find[Body](s, Ref{"body", string(p.Body)})
		if err != nil {
			return nil, err
		}
		posts[i].Role = p.Role.at(body)
	}
	return posts, nil
}

// section75Partners are the partners of the agreement that entries of a day rest on: the newest version that
// covers the day, or else the newest that has been relied on at all.
func (s *State) section75Partners(fund Fund, on Date) ([]BodyID, error) {
	version := 0
	for _, t := range fund.Agreements {
		if t.Covers(on) {
			version = t.Version
		}
	}
	for i := len(fund.Agreements) - 1; i >= 0 && version == 0; i-- {
		if t := fund.Agreements[i]; t.InForce || t.OverrideUntil != 0 {
			version = t.Version
		}
	}
	if version == 0 {
		return nil, nil
	}
	agreement, err := Find[Agreement](s, agreementRef(version))
	if err != nil {
		return nil, err
	}
	partners := make([]BodyID, 0, len(agreement.Partners))
	for _, p := range agreement.Partners {
		if p.Part == Section75Partner {
			partners = append(partners, p.Body)
		}
	}
	return partners, nil
}

// askLines fills in the predecessors and successors of every body that the question names.
func (s *State) askLines(q *Question) error {
	named := make([]BodyID, 0, 16)
	add := func(id BodyID) {
		if id != "" && !slices.Contains(named, id) {
			named = append(named, id)
		}
	}
	for _, id := range append([]BodyID{q.Host, q.Matter.Partner, q.Matter.Provider}, q.Partners...) {
		add(id)
	}
	for _, p := range q.Posts {
		add(p.Body)
	}
	for _, i := range q.Interests {
		add(i.Body)
	}
	approvals := q.Matter.Approved
	if q.Matter.Preparer != nil {
		approvals = append([]Approval{*q.Matter.Preparer}, approvals...)
	}
	for _, a := range approvals {
		add(a.Body)
		for _, also := range a.Also {
			add(also)
		}
	}
	var missing error
	for _, id := range named {
		line, err := s.lineOf(id)
		if err != nil {
			missing = err
			continue
		}
		if len(line) > 0 {
			if q.Lines == nil {
				q.Lines = map[BodyID][]BodyID{}
			}
			q.Lines[id] = line
		}
	}
	return missing
}

// lineOf is every body that came before or after one by succession: its predecessors' predecessors too, but
// not its predecessors' other successors.
func (s *State) lineOf(id BodyID) ([]BodyID, error) {
	body, err := Find[Body](s, Ref{"body", string(id)})
	if err != nil || len(body.Succeeds) == 0 && len(body.SucceededBy) == 0 {
		return nil, err
	}
	var line []BodyID
	follow := func(next func(Body) []BodyID) error {
		for todo := []BodyID{id}; len(todo) > 0; todo = todo[1:] {
			body, err := Find[Body](s, Ref{"body", string(todo[0])})
			if err != nil {
				return err
			}
			for _, other := range next(body) {
				if other != id && !slices.Contains(line, other) {
					line, todo = append(line, other), append(todo, other)
				}
			}
		}
		return nil
	}
	err = follow(func(b Body) []BodyID { return b.Succeeds })
	return line, firstError(err, follow(func(b Body) []BodyID { return b.SucceededBy }))
}
