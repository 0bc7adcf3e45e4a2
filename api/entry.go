package api

import (
	"encoding/json"
	"strings"
	"time"

	"pooled/ledger"
	"pooled/policy"
)

// Entry is a journal entry as a caller reads it.
type Entry struct {
	Seq       int64             `json:"seq" doc:"its number in the fund's journal: 1, 2, 3 … without a gap"`
	Fund      ledger.FundID     `json:"fund"`
	Act       string            `json:"act" example:"vire-budget" doc:"what was asked"`
	Sentence  string            `json:"sentence" doc:"the entry in plain words, without any private text"`
	Effective ledger.Date       `json:"effective"`
	Period    ledger.Period     `json:"period"`
	For       ledger.Period     `json:"for,omitempty" doc:"of a late item: the closed period that it belongs to"`
	Recorded  time.Time         `json:"recorded" doc:"when it was recorded; it never falls as numbers rise"`
	Reference string            `json:"reference,omitempty" doc:"of the document in the world that it rests on"`
	Narrative string            `json:"narrative,omitempty" doc:"why"`
	Amount    ledger.Money      `json:"amount" doc:"the debits of the actuals book; where it has none, of memo without allowances"`
	Reverses  int64             `json:"reverses,omitempty" doc:"the entry that this one mirrors"`
	Fields    json.RawMessage   `json:"fields,omitempty" doc:"the act's own fields, where one entry is asked for"`
	Authority Authority         `json:"authority" doc:"why it was allowed"`
	Documents []Version         `json:"documents" doc:"the new version of each document that it changed"`
	Postings  Postings          `json:"postings"`
	Body      []byte            `json:"body,omitempty" doc:"the entry's bytes, base64: the leaf of the fund's log. Where one entry is asked for"`
	Leaf      *ledger.Digest    `json:"leaf,omitempty" doc:"RFC 6962 hash of its bytes, where entries are asked for"`
	Granted   []policy.Row      `json:"granted,omitempty" doc:"the rows of the scheme of delegation of that moment that it and its approvals rest on, where one entry is asked for"`
	Reversed  int64             `json:"reversed,omitempty" doc:"the entry that mirrors it, where one entry is asked for"`
	Links     map[string]string `json:"links,omitempty" doc:"addresses that have to do with it"`
	Allowed   []Allowed         `json:"allowed,omitzero" doc:"what you may do to it now, where one entry is asked for"`
}

// Authority is why an entry was allowed: who asked, in which post, and the rule of the scheme of delegation.
type Authority struct {
	Actor     ledger.ActorID    `json:"actor"`
	Post      ledger.PostID     `json:"post"`
	Role      ledger.Role       `json:"role"`
	Body      ledger.BodyID     `json:"body,omitempty"`
	Rule      string            `json:"rule" example:"A46"`
	Policy    string            `json:"policy" doc:"hash of the scheme of delegation in force"`
	Also      []ledger.BodyID   `json:"also,omitempty" doc:"other bodies that the actor held posts of in the fund"`
	Service   int64             `json:"service,omitempty" doc:"number of the service journal's entry it was judged under"`
	Approvals []ledger.Approval `json:"approvals,omitempty"`
}

// Version is one version of a document.
type Version struct {
	Kind    string          `json:"kind" example:"commitment"`
	ID      string          `json:"id"`
	Version json.RawMessage `json:"version" doc:"the document as this entry left it"`
}

// Postings are an entry's lines, book by book. Each book sums to nil.
type Postings struct {
	Actuals []Posting `json:"actuals" doc:"money"`
	Memo    []Posting `json:"memo" doc:"budget and commitments"`
}

// Posting is one line: a debit or a credit of an account.
type Posting struct {
	Account string        `json:"account" example:"9200:2015-16:havering-ccg:nhs-minimum:jadt:revenue:by=virement" doc:"code, year, partner, source, scheme, nature, and the document or kind of act"`
	Name    string        `json:"name" example:"Scheme: available"`
	Debit   *ledger.Money `json:"debit,omitempty"`
	Credit  *ledger.Money `json:"credit,omitempty"`
}

// entryOf is an entry as a caller reads it.
func entryOf(e *ledger.Entry) (Entry, error) {
	act, _, _ := strings.Cut(e.Act.Kind(), "/")
	versions, err := versionsOf(e)
	return Entry{
		Seq: e.Seq, Fund: e.Fund, Act: act, Sentence: e.Sentence(), Effective: e.Effective, Period: e.Period, For: e.For,
		Recorded: e.Recorded, Reference: e.Reference.String(), Narrative: e.Narrative.String(), Amount: e.Amount(),
		Reverses:  e.Reverses,
		Authority: authorityOf(e.Authority), Documents: versions, Postings: postingsOf(e.Postings),
	}, err
}

func authorityOf(a ledger.Authority) Authority {
	return Authority{
		Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body, Rule: a.Rule, Policy: a.Policy, Also: a.Also,
		Service: a.Service, Approvals: a.Approvals,
	}
}

func versionsOf(e *ledger.Entry) ([]Version, error) {
	out := make([]Version, 0, len(e.Documents))
	for n, d := range e.Documents {
		public, err := e.Public(n)
		if err != nil {
			return nil, err
		}
		ref := d.Ref()
		out = append(out, Version{ref.Kind, ref.ID, unhide(public, textsIn(d))})
	}
	return out, nil
}

func postingsOf(lines []ledger.Posting) Postings {
	out := Postings{Actuals: []Posting{}, Memo: []Posting{}}
	for _, p := range lines {
		line, _ := p.Account.Code.Line()
		one := Posting{Account: p.Account.String(), Name: line.Name}
		if amount := p.Amount; amount.Sign() < 0 {
			amount = amount.Neg()
			one.Credit = &amount
		} else {
			one.Debit = &amount
		}
		if line.Book() == ledger.Memo {
			out.Memo = append(out.Memo, one)
		} else {
			out.Actuals = append(out.Actuals, one)
		}
	}
	return out
}
