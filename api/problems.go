package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/internal/directory"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/journal"
	"pooled/ledger/report"
)

// refusals are every rule of the ledger that a caller can meet. A test holds the list against the ledger's source.
var refusals = []*ledger.Error{
	ledger.ErrAmountForm, ledger.ErrAmountNotPositive, ledger.ErrAmountTooLarge, ledger.ErrInvalid,
	ledger.ErrDateForm, ledger.ErrPeriodForm, ledger.ErrPercentForm, ledger.ErrUnknownAct, ledger.ErrUnknownField,
	ledger.ErrQuantityForm, ledger.ErrIdentity, ledger.ErrConfirm,
	ledger.ErrNotFound, ledger.ErrNoFund, ledger.ErrExists, ledger.ErrKeyReused, ledger.ErrStale, ledger.ErrDecided,
	ledger.ErrExpired, ledger.ErrInterest, ledger.ErrOwnBody,
	ledger.ErrForbidden, ledger.ErrOwnWork, ledger.ErrNoAuthority,
	ledger.ErrUnbalanced, ledger.ErrOneLine, ledger.ErrTooManyLines, ledger.ErrUnknownAccount, ledger.ErrInvariant,
	ledger.ErrNotEnough, ledger.ErrOverLimit, ledger.ErrPeriodClosed, ledger.ErrYearNotReady,
	ledger.ErrOutsideTerm, ledger.ErrNotInForce, ledger.ErrNotPartner,
	ledger.ErrRingFence, ledger.ErrExcluded, ledger.ErrWrongState, ledger.ErrRewritten,
	ledger.ErrAlreadyReversed, ledger.ErrClosed, ledger.ErrHeld,
	ledger.ErrBusy, ledger.ErrUnknown, journal.ErrNotDone,
	directory.ErrFeed, directory.ErrImporting,
	audit.ErrOtherHistory, audit.ErrRegisterForm, audit.ErrNotWhole,
	report.ErrAsOfForm, report.ErrNotReached, report.ErrBeforeStart,
}

// titles are the rules in a few words: the part of the rule's own sentence before any semicolon.
var titles = func() map[string]string {
	out := map[string]string{}
	for _, e := range refusals {
		short, _, _ := strings.Cut(e.Text, ";")
		out[e.Name] = sentence(short)
	}
	return out
}()

// problemTypes lists every type a problem document can have, by name.
var problemTypes = func() []problemType {
	list := append([]problemType{unauthenticated, crossOrigin, noRoute, noMethod, internal}, humaProblems...)
	for _, e := range refusals {
		list = append(list, problemType{e.Name, titles[e.Name], statusOf(e.Kind), sentence(e.Text)})
	}
	slices.SortFunc(list, func(a, b problemType) int { return strings.Compare(a.name, b.name) })
	return list
}()

// ProblemType explains one type of problem document.
type ProblemType struct {
	Type   string `json:"type" example:"/problems/period-closed" doc:"as it stands in a problem document"`
	Title  string `json:"title"`
	Status int    `json:"status" doc:"the HTTP status it comes with"`
	Text   string `json:"text" doc:"the rule as a sentence"`
}

func explain(t problemType) ProblemType {
	return ProblemType{"/problems/" + t.name, t.title, t.status, sentence(t.text)}
}

// ProblemInput names a type of problem.
type ProblemInput struct {
	Name string `path:"name" example:"period-closed" maxLength:"40"`
}

// ProblemOutput explains a type of problem.
type ProblemOutput struct{ Body ProblemType }

// ProblemsOutput lists every type of problem.
type ProblemsOutput struct{ Body ProblemList }

// ProblemList is every type of problem, by name.
type ProblemList struct {
	Problems []ProblemType `json:"problems"`
}

// Problems lists every type a problem document can have.
func (s *Service) Problems(context.Context, *struct{}) (*ProblemsOutput, error) {
	out := &ProblemsOutput{}
	for _, t := range problemTypes {
		out.Body.Problems = append(out.Body.Problems, explain(t))
	}
	return out, nil
}

// Problem explains one type of problem document.
func (s *Service) Problem(_ context.Context, in *ProblemInput) (*ProblemOutput, error) {
	at := slices.IndexFunc(problemTypes, func(t problemType) bool { return t.name == in.Name })
	if at < 0 {
		return nil, ledger.ErrNotFound.With("there is no problem of that name; /problems lists them")
	}
	return &ProblemOutput{explain(problemTypes[at])}, nil
}

func (s *Service) registerProblems() {
	register(s, huma.Operation{
		OperationID: "list-problems", Method: http.MethodGet, Path: "/problems", Tags: []string{tagService},
		Metadata: map[string]any{public: true}, Security: []map[string][]string{},
		Summary:     "List the types of problem",
		Description: "Every refusal is a problem document (RFC 9457) with one of these types.",
	}, s.Problems)
	register(s, huma.Operation{
		OperationID: "show-problem", Method: http.MethodGet, Path: "/problems/{name}", Tags: []string{tagService},
		Metadata: map[string]any{public: true}, Security: []map[string][]string{},
		Summary:     "Explain a type of problem",
		Description: "The address that the type of a problem document gives.",
	}, s.Problem)
}
