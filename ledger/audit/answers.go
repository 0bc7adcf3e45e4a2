package audit

import (
	"encoding/binary"
	"maps"
	"slices"

	"pooled/ledger"
)

// answers is policy that is asked the same question once. Policy judges by the day of a question, not by its instant.
type answers struct {
	ask   ledger.Decide
	known map[string]ledger.Decision
	key   []byte
}

// answersMax bounds the answers held ready.
const answersMax = 4096

func newAnswers(decide ledger.Decide) answers {
	return answers{ask: decide, known: map[string]ledger.Decision{}}
}

// decide answers a question. A refusal is not kept: a file has at most one.
func (a *answers) decide(q ledger.Question) (ledger.Decision, error) {
	if m := &q.Matter; m.Preparer != nil || len(m.Approved)+len(m.Parts) > 0 || m.Rules != "" {
		return a.ask(q) // hardly ever the same again
	}
	a.key = appendQuestion(a.key[:0], &q)
	if d, known := a.known[string(a.key)]; known {
		return d, nil
	}
	d, err := a.ask(q)
	if err != nil {
		return d, err
	}
	if len(a.known) >= answersMax {
		clear(a.known)
	}
	a.known[string(a.key)] = d
	return d, nil
}

// appendQuestion appends everything that policy judges by, each part so that it cannot run into the next.
func appendQuestion(b []byte, q *ledger.Question) []byte {
	b = appendTexts(b, string(q.Fund), q.Act, string(q.Actor), string(q.Host))
	b = appendNumbers(b, int64(ledger.DateOf(q.At)), q.Service, int64(len(q.Posts)))
	for i := range q.Posts {
		p := &q.Posts[i]
		b = appendTexts(b, string(p.ID), string(p.Role), string(p.Body), string(p.Fund), string(p.Capacity))
		b = appendNumbers(b, int64(p.From), int64(p.To))
	}
	b = appendNumbers(b, int64(len(q.Interests)))
	for i := range q.Interests {
		at := &q.Interests[i]
		b = appendNumbers(appendTexts(b, string(at.Body)), int64(at.From), int64(at.To))
	}
	b = appendBodies(b, q.Partners)
	b = appendLines(b, q.Lines)
	b = appendTexts(b, string(q.Delegation.Scope), string(q.Delegation.Window))
	b = appendNumbers(b, int64(q.Delegation.Version), int64(q.Delegation.From))
	b = append(b, q.Delegation.SHA256[:]...)
	return appendMatter(b, &q.Matter)
}

// appendLines appends who came before and after whom, in an order that does not hang on the map's.
func appendLines(b []byte, lines map[ledger.BodyID][]ledger.BodyID) []byte {
	b = appendNumbers(b, int64(len(lines)))
	for _, id := range slices.Sorted(maps.Keys(lines)) {
		b = appendBodies(appendTexts(b, string(id)), lines[id])
	}
	return b
}

func appendMatter(b []byte, m *ledger.Matter) []byte {
	b = appendTexts(b, string(m.Partner), string(m.Source), string(m.Fence), string(m.Scheme), string(m.Arrangement),
		string(m.Provider), m.Allowance, string(m.Of), string(m.Subject), m.Held, string(m.Cap))
	named := int64(0)
	if m.Named {
		named = 1
	}
	b = appendNumbers(b, named, int64(m.Move), m.Amount.Pence(), m.Used.Pence(), int64(m.On), int64(len(m.Beside)))
	return appendTexts(b, m.Beside...)
}

func appendBodies(b []byte, ids []ledger.BodyID) []byte {
	b = appendNumbers(b, int64(len(ids)))
	for _, id := range ids {
		b = appendTexts(b, string(id))
	}
	return b
}

func appendTexts(b []byte, texts ...string) []byte {
	for _, t := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(t))), t...)
	}
	return b
}

func appendNumbers(b []byte, numbers ...int64) []byte {
	for _, n := range numbers {
		b = binary.AppendVarint(b, n)
	}
	return b
}
