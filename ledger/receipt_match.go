package ledger

import (
	"errors"
	"fmt"
	"slices"
)

// ReceiptState is what became of money that came in; what is left of it is an account's balance.
type ReceiptState string

// The states of a receipt.
const (
	ReceiptMatched      ReceiptState = "matched"      // it paid what the notice owed, or a part of it
	ReceiptOver         ReceiptState = "over"         // it paid what the notice owed; the rest was held in advance
	ReceiptUnidentified ReceiptState = "unidentified" // held apart: for what it was paid is not known, of a part or of all
	ReceiptSettled      ReceiptState = "settled"      // was unidentified; all of it has been allocated or returned
	ReceiptReversed     ReceiptState = "reversed"     // recorded in error; it may be recorded again
)

// CashReceipt is money that came in, as the host's receivables system or bank statement has it.
type CashReceipt struct {
	ID           ReceiptID      `json:"id"`
	Reference    Private        `json:"reference" doc:"the receipt's own"`
	Date         Date           `json:"date" doc:"the day it came in"`
	Amount       Money          `json:"amount"`
	Notice       int64          `json:"notice,omitempty" doc:"the call notice that it named"`
	Contribution ContributionID `json:"contribution,omitempty" doc:"for which it was paid; what is over is held for it"`
	Payer        Private        `json:"payer,omitzero" doc:"who paid"`
	State        ReceiptState   `json:"state"`
	Mark         string         `json:"mark"` // of its reference, date and amount: see ReceiptMark
}

// Ref is the receipt's place among the fund's documents.
func (r CashReceipt) Ref() Ref { return Ref{"receipt", string(r.ID)} }

// ReceiptMark marks a receipt's reference, date and amount as recorded, so that no receipt is counted twice. The
// reference may have to be hidden, so the mark is a digest keyed with the fund's secret.
type ReceiptMark struct {
	Mark    string    `json:"mark"`
	Receipt ReceiptID `json:"receipt,omitempty"` // empty: free again
}

// Ref is the mark's place among the fund's documents.
func (m ReceiptMark) Ref() Ref { return Ref{"receipt-mark", m.Mark} }

// ReceiptLine is money that came in, as somebody records it.
type ReceiptLine struct {
	Reference Private `json:"reference" screen:"reference" doc:"the receipt's own; with its date and amount it is recorded once"`
	Date      Date    `json:"date" doc:"the day it came in"`
	Amount    Money   `json:"amount"`
	Notice    int64   `json:"notice,omitempty" doc:"the call notice that it pays; none: not known for what"`
	Payer     Private `json:"payer,omitzero" doc:"who paid; no names of people"`
}

// MatchReceipts records money that came in and matches it to call notices: all of the receipts, or none.
type MatchReceipts struct {
	Receipts []ReceiptLine `json:"receipts"`
}

// ReceiptsMax is the most receipts that are recorded at once.
const ReceiptsMax = 100

// unidentified is the pair of accounts where a receipt is held apart: a debit and a credit.
func (r CashReceipt) unidentified() (cash, held Account) {
	return Account{Code: CashUnidentified}.For("receipt", string(r.ID)),
		Account{Code: ReceiptsHeld}.For("receipt", string(r.ID))
}

// Receipt is money that came in. It returns ErrNotFound.
func (s *State) Receipt(id ReceiptID) (CashReceipt, error) {
	return need[CashReceipt](s, CashReceipt{ID: id}.Ref(), "receipt")
}

// Kind names the act and its version.
func (MatchReceipts) Kind() string { return "match-receipts/1" }

// Matter is the money of each partner whose notice is paid; of nobody where no notice is named.
func (a MatchReceipts) Matter(s *State) (Matter, error) {
	var total Money
	var about []BudgetLine
	var missing error
	for _, l := range a.Receipts[:min(len(a.Receipts), ReceiptsMax)] {
		total = total.Add(lesser(greater(l.Amount, Money{}), AmountMax))
		if l.Notice == 0 {
			continue
		}
		n, err := Find[CallNotice](s, noticeRef(l.Notice))
		if err != nil {
			missing = err
			continue
		}
		if at := (BudgetLine{Source: n.Source}); n.Source != "" && !slices.Contains(about, at) {
			about = append(about, at)
		}
	}
	if missing != nil || len(about) == 0 {
		return Matter{Amount: total}, missing
	}
	return inParts(about, func(at BudgetLine) (Matter, error) { return s.matter(at.Source, "", total) })
}

// Do pays what each notice owes; what is over is held for the notice's contribution until it is called, allocated or
// returned, and what names no notice is held apart from every source's cash. It refuses a receipt that was recorded
// before, and a notice that there is none of, naming the receipt's place in the list.
func (a MatchReceipts) Do(s *State, _ Authority) (Entry, error) {
	if len(a.Receipts) == 0 || len(a.Receipts) > ReceiptsMax {
		return Entry{}, ErrInvalid.With("record 1 to %d receipts at once", ReceiptsMax)
	}
	if err := a.ask(s); err != nil {
		return Entry{}, err
	}
	var lines []Posting
	paid := map[int64]Money{} // by earlier receipts of this list
	for i, l := range a.Receipts {
		r := CashReceipt{
			ID: ReceiptID(fmt.Sprintf("%d-%d", s.Seq, i+1)), Reference: l.Reference, Date: l.Date, Amount: l.Amount,
			Notice: l.Notice, Payer: l.Payer, Mark: s.receiptMark(l),
		}
		posted, err := s.match(&r, paid)
		if refusal, ok := errors.AsType[*Error](err); ok && len(a.Receipts) > 1 {
			err = refusal.With("receipt %d: %s", i+1, refusal.Text)
		}
		if err != nil {
			return Entry{}, err
		}
		s.Save(r)
		s.Save(ReceiptMark{r.Mark, r.ID})
		lines = append(lines, posted...)
	}
	return Entry{Postings: lines}, nil
}

// ask asks for all that the receipts need before any that is missing is told.
func (a MatchReceipts) ask(s *State) (missing error) {
	for _, l := range a.Receipts {
		_, err := Find[ReceiptMark](s, ReceiptMark{Mark: s.receiptMark(l)}.Ref())
		if errors.Is(err, ErrNotLoaded) {
			missing = err
		}
		if l.Notice == 0 {
			continue
		}
		n, c, src, err := s.notice(l.Notice)
		if err == nil {
			_, err = s.Balance(c.owed(src, n.Number))
		}
		if errors.Is(err, ErrNotLoaded) {
			missing = err
		}
	}
	return missing
}

// receiptMark is the mark of a receipt's reference among those of its date and amount.
func (s *State) receiptMark(l ReceiptLine) string {
	return s.numberMark("receipt/"+l.Date.String()+"/"+l.Amount.String(), l.Reference.Value)
}

// match is the postings of one receipt.
func (s *State) match(r *CashReceipt, paid map[int64]Money) ([]Posting, error) {
	if err := r.check(s); err != nil {
		return nil, err
	}
	if r.Notice == 0 {
		r.State = ReceiptUnidentified
		cash, held := r.unidentified()
		return []Posting{Debit(cash, r.Amount), Credit(held, r.Amount)}, nil
	}
	n, c, src, err := s.raised(r.Notice)
	if err != nil {
		return nil, err
	}
	open, err := s.Balance(c.owed(src, n.Number))
	if err != nil {
		return nil, err
	}
	r.State, r.Contribution = ReceiptMatched, c.ID
	lines := []Posting{Debit(src.account(Cash, 0).By(Receipt), r.Amount)}
	owed := lesser(open.Sub(paid[n.Number]), r.Amount)
	paid[n.Number] = paid[n.Number].Add(owed)
	if owed.Sign() > 0 {
		lines = append(lines, Credit(c.owed(src, n.Number), owed))
	}
	if over := r.Amount.Sub(owed); over.Sign() > 0 {
		r.State = ReceiptOver
		lines = append(lines, Credit(c.inAdvance(src), over))
	}
	return lines, nil
}

// check refuses a receipt that is not in its form, of a day to come, or recorded before.
func (r CashReceipt) check(s *State) error {
	if err := firstError(CheckAmount(r.Amount), checkReference(r.Reference)); err != nil {
		return err
	}
	if r.Date == 0 || r.Date > s.On {
		return ErrInvalid.With("say the day on which the money came in; it cannot be after %s", s.On.UK())
	}
	used, err := Find[ReceiptMark](s, ReceiptMark{Mark: r.Mark}.Ref())
	if err == nil && used.Receipt != "" {
		err = ErrExists.With("a receipt of that reference, of %s on %s, has been recorded before: it is receipt %s",
			r.Amount.Pounds(), r.Date.UK(), used.Receipt)
	}
	return err
}

// checkReference refuses a reference without a letter or a digit: it could not be told from another.
func checkReference(reference Private) error {
	if checkNumber(reference) != nil {
		return ErrInvalid.With("give the receipt's reference")
	}
	return nil
}

// undo marks the receipts as recorded in error and frees their references.
func (a MatchReceipts) undo(s *State, original Entry) error {
	for _, d := range original.Documents {
		made, ok := d.(CashReceipt)
		if !ok {
			continue
		}
		r, err := s.Receipt(made.ID)
		if err != nil {
			return err
		}
		r.State = ReceiptReversed
		s.Save(r)
		s.Save(ReceiptMark{Mark: r.Mark})
	}
	return nil
}

// Describe says what the act does.
func (a MatchReceipts) Describe() string {
	var total Money
	for _, l := range a.Receipts {
		total = total.Add(l.Amount)
	}
	if len(a.Receipts) == 1 {
		return fmt.Sprintf("A receipt of %s recorded", total.Pounds())
	}
	return fmt.Sprintf("%d receipts recorded: %s", len(a.Receipts), total.Pounds())
}
