package api

import (
	"cmp"
	"slices"
	"strings"

	"pooled/ledger"
)

// EntriesBy asks for entries as a page's address gives what is asked for: by the names of the operation's parameters.
func EntriesBy(q FundQuestion, get func(name string) string, after int64, limit int) *EntriesInput {
	return &EntriesInput{
		FundQuestion: q, Order: get("order"), After: after, Limit: limit, EntriesAsked: EntriesAsked{
			Act: get("act"), Document: get("document"), Account: get("account"), Scheme: ledger.SchemeID(get("scheme")),
			Source: ledger.SourceID(get("source")), Partner: ledger.BodyID(get("partner")), Period: get("period"),
			From: get("from"), To: get("to"), AtLeast: get("atLeast"), Words: get("words"),
		},
	}
}

// ChangesSince asks what changed in a fund since an earlier moment.
func ChangesSince(q FundQuestion, from string, after int64, limit int) *ChangesInput {
	return &ChangesInput{FundQuestion: q, From: from, After: after, Limit: limit}
}

// NewestCheckpoints asks for the checkpoints of fewer entries than some, 0 for all, the newest first.
func NewestCheckpoints(q FundQuestion, before int64, limit int) *CheckpointsInput {
	return &CheckpointsInput{Caller: q.Caller, Fund: q.Fund, Order: newestFirst, After: before, Limit: limit}
}

// NewestCheckpoint asks for the newest checkpoint as it was signed.
func NewestCheckpoint(q FundQuestion) *CheckpointInput {
	return &CheckpointInput{Caller: q.Caller, Fund: q.Fund}
}

// NotThere reports whether an operation refused because there is nothing of what was asked for.
func NotThere(err error) bool { return ledger.KindOf(err) == ledger.NotFound }

// Malformed reports whether an operation refused because what was asked for is not in form.
func Malformed(err error) bool { return ledger.KindOf(err) == ledger.Invalid }

// ActName is a kind of act of a fund, by its name and as people read it.
type ActName struct{ Name, Summary string }

// ActNames are the kinds of a fund's acts, by what people read.
func (s *Service) ActNames() []ActName {
	var list []ActName
	for name, r := range s.acts {
		if strings.HasPrefix(r.actRow.path, inFund) {
			list = append(list, ActName{name, r.summary})
		}
	}
	slices.SortFunc(list, func(a, b ActName) int { return cmp.Compare(a.Summary, b.Summary) })
	return list
}

// TotalsOf are the debits and the credits of some lines.
func TotalsOf(lines []Posting) (debits, credits ledger.Money) {
	for _, l := range lines {
		if l.Debit != nil {
			debits = debits.Add(*l.Debit)
		}
		if l.Credit != nil {
			credits = credits.Add(*l.Credit)
		}
	}
	return debits, credits
}

// ReceiptOf is the receipt of an entry, whose tree has the root: what somebody keeps to demand proof of it later.
func ReceiptOf(e *Entry, root ledger.Digest) Receipt {
	r := Receipt{Fund: e.Fund, Seq: e.Seq, TreeSize: e.Seq, Root: root}
	if e.Leaf != nil {
		r.Leaf = *e.Leaf
	}
	return r
}
