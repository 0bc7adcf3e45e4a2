package audit

import (
	"fmt"
	"io"
	"strings"

	"pooled/ledger"
)

// Step is one entry as somebody goes through a journal: who did what by which rule, and where it left each account and
// document. It holds no private text.
type Step struct {
	Seq       int64          `json:"entry"`
	Recorded  string         `json:"recorded"`
	Effective string         `json:"effective"`
	Period    string         `json:"period"`
	For       string         `json:"for,omitempty" doc:"the closed period that a late item belongs to"`
	Act       string         `json:"act"`
	Sentence  string         `json:"sentence"`
	By        StepPerson     `json:"by"`
	Approvals []StepPerson   `json:"approvals,omitempty"`
	Reverses  int64          `json:"reverses,omitempty"`
	Documents []StepDocument `json:"documents,omitempty"`
	Lines     []StepLine     `json:"lines,omitempty"`
}

// StepPerson is who asked for an entry's act or approved it, in which post, and by which rule of the scheme of
// delegation.
type StepPerson struct {
	Actor string `json:"actor"`
	Post  string `json:"post"`
	Role  string `json:"role"`
	Body  string `json:"body"`
	Rule  string `json:"rule"`
}

// StepDocument is a document that the entry saved, with its state before and after: empty where there was none.
type StepDocument struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Before string `json:"before,omitempty"`
	State  string `json:"state,omitempty"`
}

// StepLine is a posting with the balance of its account on either side of it; debits are positive. Where an account is
// analysed by kind of movement the balance is the whole account's.
type StepLine struct {
	Account  string       `json:"account"`
	Name     string       `json:"name" doc:"in the chart of accounts"`
	Movement string       `json:"movement,omitempty" doc:"the kind of movement"`
	Before   ledger.Money `json:"before"`
	Amount   ledger.Money `json:"amount"`
	After    ledger.Money `json:"after"`
}

// Selection is which entries of a fund's journal are gone through. What is left empty selects nothing out.
type Selection struct {
	From, To int64   // entries' numbers, both included
	Account  string  // how the written form of an account begins that a line of the entry is posted to
	Of       Subject // what the entry touches
	Own      bool    // show of each entry the subject's own lines and documents, where it has any
}

// Steps verifies a whole file and calls f with each entry that is selected, as soon as it is proved. Balances and
// states count from the first entry, wherever the steps begin. Its memory grows with accounts and documents. It
// returns a Fault, ErrNotInFile where From is beyond the end, ErrNotInJournal where nothing touches the subject, or
// f's error.
func Steps(r io.Reader, want Selection, o Options, f func(Step) error) (Report, error) {
	w := &walker{
		want: want, show: f, life: newLife(want.Of), accounts: map[string]*walked{}, states: map[ledger.Ref]string{},
	}
	o.entry = w.entry
	report, err := Verify(r, o)
	switch {
	case err != nil:
		return report, err
	case want.From > report.Entries:
		return report, ErrNotInFile.With("the file ends at entry %d of %s; there is no entry %d in it",
			report.Entries, report.Fund, want.From)
	case want.Of.Kind != "" && !w.touched:
		return report, ErrNotInJournal.With("nothing in the journal of %s touches %s", report.Fund, want.Of)
	}
	return report, nil
}

// walker goes through a journal.
type walker struct {
	want     Selection
	show     func(Step) error
	life     *life
	accounts map[string]*walked
	states   map[ledger.Ref]string
	touched  bool
}

// walked is an account that lines are posted to, and the one whose balance is shown for it.
type walked struct {
	account ledger.Account
	line    StepLine
	shown   *walked
	balance int64
}

// entry counts every entry of the fund's journal and shows those that are wanted.
func (w *walker) entry(s *section, e *entry, body []byte) error {
	if s.fund == string(ledger.Service) {
		return nil
	}
	saved, ownDocuments, err := w.documents(e)
	if err != nil {
		return err
	}
	moved, ownLines, begins, err := w.lines(e)
	if err != nil {
		return err
	}
	touched := w.life.touches(&e.authority) || len(ownDocuments) > 0 || len(ownLines) > 0
	w.touched = w.touched || touched
	if !touched || !begins || e.seq < w.want.From || w.want.To > 0 && e.seq > w.want.To {
		return nil
	}
	if w.want.Own && len(ownLines) > 0 {
		moved = ownLines
	}
	if w.want.Own && len(ownDocuments) > 0 {
		saved = ownDocuments
	}
	decoded, err := ledger.DecodeEntry(body)
	if err != nil {
		return err
	}
	return w.show(Step{
		Seq: e.seq, Recorded: string(e.recorded), Effective: string(e.effective), Period: string(e.period),
		For: string(e.late), Act: string(e.actKind()), Sentence: decoded.Sentence(), By: e.authority.person(),
		Approvals: e.authority.approvers(), Reverses: e.reverses, Documents: saved, Lines: moved,
	})
}

// documents notes the states of the documents that an entry saved. The subject's own come apart as well.
func (w *walker) documents(e *entry) (all, own []StepDocument, err error) {
	err = eachVersion(e, func(ref ledger.Ref, state string, body []byte) error {
		one := StepDocument{ref.Kind, ref.ID, w.states[ref], state}
		w.states[ref] = state
		all = append(all, one)
		mine, err := w.life.owns(ref, body)
		if mine {
			own = append(own, one)
		}
		return err
	})
	return all, own, err
}

// lines moves the accounts of an entry. The subject's own lines come apart as well; begins tells whether an account is
// moved that the selection asks for.
func (w *walker) lines(e *entry) (all, own []StepLine, begins bool, err error) {
	begins = w.want.Account == ""
	for _, l := range e.lines {
		a, err := w.account(string(l.account))
		if err != nil {
			return nil, nil, false, err
		}
		one := a.line
		one.Before, one.Amount = ledger.Pence(a.shown.balance), ledger.Pence(l.pence)
		a.shown.balance += l.pence
		one.After = ledger.Pence(a.shown.balance)
		all = append(all, one)
		if w.life.ownsLine(a.account) {
			own = append(own, one)
		}
		begins = begins || strings.HasPrefix(string(l.account), w.want.Account)
	}
	return all, own, begins, nil
}

func (w *walker) account(name string) (*walked, error) {
	if a, ok := w.accounts[name]; ok {
		return a, nil
	}
	account, err := ledger.ParseAccount(name)
	if err != nil {
		return nil, err
	}
	chart, _ := account.Code.Line()
	a := &walked{account: account, line: StepLine{Account: name, Name: chart.Name}}
	w.accounts[name] = a
	if a.shown = a; strings.HasPrefix(account.Of, "by=") {
		control := account.Control().String()
		if w.accounts[control] == nil {
			w.accounts[control] = &walked{account: account.Control()}
		}
		a.shown = w.accounts[control]
		a.line.Account, a.line.Movement = control, strings.TrimPrefix(account.Of, "by=")
	}
	return a, nil
}

func (a *authority) person() StepPerson {
	return StepPerson{string(a.actor), string(a.post), string(a.role), string(a.body), string(a.rule)}
}

func (a *authority) approvers() []StepPerson {
	var people []StepPerson
	for _, one := range a.approvals {
		people = append(people, StepPerson{
			string(one.actor), string(one.post), string(one.role), string(one.body), string(one.rule),
		})
	}
	return people
}

// Text prints the entry, for people.
func (s Step) Text(w io.Writer) error {
	out := &printer{to: w}
	out.printf("Entry %d, %s, period %s: %s\n", s.Seq, s.Effective, s.Period, s.Sentence)
	out.printf("  recorded %s\n  asked for by %s\n", s.Recorded, s.By)
	for _, one := range s.Approvals {
		out.printf("  approved by %s\n", one)
	}
	if s.For != "" {
		out.printf("  a late item of period %s\n", s.For)
	}
	if s.Reverses > 0 {
		out.printf("  reverses entry %d\n", s.Reverses)
	}
	for _, d := range s.Documents {
		out.printf("  saves %s\n", d)
	}
	if len(s.Lines) > 0 {
		out.row("  £, DEBITS LESS CREDITS", "Before", "Moved", "After")
		for _, l := range s.Lines {
			out.row("  "+l.title(), pounds(l.Before, l.Amount, l.After)...)
		}
		out.table(false)
	}
	out.printf("\n")
	return out.err
}

// title is the account by its name in the chart and its parts.
func (l StepLine) title() string {
	code, parts, _ := strings.Cut(l.Account, ":")
	name := []string{code, l.Name}
	for part := range strings.SplitSeq(parts, ":") {
		if part != "" {
			name = append(name, part)
		}
	}
	if l.Movement != "" {
		name = append(name, "("+l.Movement+")")
	}
	return strings.Join(name, " ")
}

// String is the person in one line.
func (p StepPerson) String() string {
	of := p.Role
	if p.Body != "" {
		of += " of " + p.Body
	}
	return fmt.Sprintf("%s, %s, post %s, by rule %s", p.Actor, of, p.Post, p.Rule)
}

// String is the document and what became of its state, in one line.
func (d StepDocument) String() string {
	name := d.Kind + " " + d.ID
	switch {
	case d.State == "":
		return name
	case d.Before == "" || d.Before == d.State:
		return name + ", " + d.State
	}
	return fmt.Sprintf("%s, %s, which was %s", name, d.State, d.Before)
}
