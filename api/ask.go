package api

import (
	"context"
	"errors"

	"pooled/ledger"
)

// Ask is a question about a fund as a page asks it: fund, asOf and knownAt stand as they do in an address, and the
// operation refuses what is not in form.
func Ask(actor ledger.ActorID, fund, asOf, knownAt string) FundQuestion {
	return FundQuestion{Caller: Caller{actor}, Fund: ledger.FundID(fund), AsOf: AsOf{asOf, knownAt}}
}

// At says which entries an answer to a question would rest on, and so whether one that is held in memory is still
// true. It is judged anew whether the asker may read the fund.
func (s *Service) At(ctx context.Context, in FundQuestion) (Moment, error) {
	return s.question(ctx, in)
}

// Seq is the number of a fund's last entry, for code that asked [Service.At] first.
func (s *Service) Seq(ctx context.Context, fund string) (int64, error) {
	head, err := s.journal.Head(ctx, ledger.FundID(fund))
	return head.Seq, err
}

// ErrNoTable says that a page has no such table.
var ErrNoTable = ledger.ErrNotFound.With("the page has no table of that name; its tables are offered as CSV and XLSX " +
	"where they stand")

// OnlyOwn reports whether somebody was refused all of a fund because they see what is with their own organisation
// alone.
func OnlyOwn(err error) bool { return errors.Is(err, ledger.ErrForbidden) }

// FundsAfter asks for the funds after a name, as a page's address gives it.
func FundsAfter(actor ledger.ActorID, after string, limit int) *FundsInput {
	return &FundsInput{Caller: Caller{actor}, After: ledger.FundID(after), Limit: limit}
}

// ErrForm says that what a form sent cannot be read.
var ErrForm = ledger.ErrInvalid.With("the form was cut off or is longer than a form here can be; nothing was done")

// ErrNoEntry says that an address names no entry.
var ErrNoEntry = ledger.ErrNotFound.With("there is no such entry: entries are numbered 1, 2, 3 … without a gap")

// ErrLongFile says that a list is too long for a file of a page.
var ErrLongFile = ledger.ErrInvalid.With("the list is longer than a file here can be: narrow it by the fields above it, " +
	"or export the fund")

// ErrNoPress says that nothing makes PDFs here.
var ErrNoPress = ledger.ErrNotFound.With("this service makes no PDFs, for it has no browser to make them with: open the " +
	"fund's meeting pack and print that page, or keep it as a PDF from there")

// ErrPressBusy says that too many PDFs wait to be made.
var ErrPressBusy = ledger.ErrBusy.With("other PDFs are being made: try again in a moment")
