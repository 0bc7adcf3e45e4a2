package audit

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"pooled/ledger"
)

// Hledger verifies a whole file and writes its fund's books as a journal for hledger, an independent program. Each
// entry that moves money is one transaction for each book that it moves, so that hledger itself holds that each
// balances; accounts are names of the chart with their dimensions as sub-accounts, declared before they are used,
// below "actuals" and "memo". Tags say what the entry and its lines are of. It returns a Fault, or an error of w.
func Hledger(r io.Reader, w io.Writer, o Options) (Report, error) {
	out := &hledger{w: bufio.NewWriter(w), names: map[string]hledgerAccount{}}
	out.printf("; A pooled fund's journal, entry by entry, for hledger. Amounts are debits less credits.\n" +
		"commodity 1000.00 GBP\n")
	o.entry = out.entry
	report, err := Verify(r, o)
	if err == nil && out.err == nil {
		out.printf("\n; %s: entries 1 to %d, root %s\n", report.Fund, report.Entries, report.Root)
	}
	if err == nil {
		err = out.err
	}
	if flushed := out.w.Flush(); err == nil {
		err = flushed
	}
	return report, err
}

// hledger writes a journal for hledger.
type hledger struct {
	w     *bufio.Writer
	names map[string]hledgerAccount // by their written form
	err   error
}

// hledgerAccount is an account as hledger knows it, and the tags of its lines.
type hledgerAccount struct {
	memo bool
	name string
	tags string
}

func (h *hledger) printf(format string, args ...any) {
	if h.err == nil {
		_, h.err = fmt.Fprintf(h.w, format, args...)
	}
}

// entry writes one entry of the fund.
func (h *hledger) entry(s *section, e *entry, body []byte) error {
	if s.fund == string(ledger.Service) || len(e.lines) == 0 {
		return nil
	}
	words, err := inWords(e, body)
	if err != nil {
		return err
	}
	for _, l := range e.lines { // declared before the transaction that uses them
		if err := h.declare(string(l.account)); err != nil {
			return err
		}
	}
	for _, memo := range []bool{false, true} {
		h.transaction(e, memo, words.Sentence)
	}
	return h.err
}

// transaction writes the lines of one book.
func (h *hledger) transaction(e *entry, memo bool, sentence string) {
	begun := false
	for _, l := range e.lines {
		a := h.names[string(l.account)]
		if a.memo != memo {
			continue
		}
		if !begun {
			h.printf("\n%s (%d) %s\n", e.effective, e.seq, plain.Replace(sentence))
			h.printf("    ; entry:%d, act:%s, period:%s, recorded:%s\n", e.seq, e.actKind(), e.period, e.recorded)
			h.printf("    ; actor:%s, post:%s, rule:%s, service:%d%s\n", e.authority.actor, e.authority.post,
				e.authority.rule, e.authority.service, approverTags(e))
			if len(e.late) > 0 {
				h.printf("    ; for:%s\n", e.late)
			}
			if e.reverses > 0 {
				h.printf("    ; reverses:%d\n", e.reverses)
			}
			begun = true
		}
		h.printf("    %s  %s GBP%s\n", a.name, ledger.Pence(l.pence), a.tags)
	}
}

// approverTags are tags of the people who approved an entry, each with the rule.
func approverTags(e *entry) string {
	var tags strings.Builder
	for _, one := range e.authority.approvals {
		fmt.Fprintf(&tags, ", approver:%s by %s", one.actor, one.rule)
	}
	return tags.String()
}

// plain takes out of a text what means something to hledger: a comment, and a payee apart from a note.
var plain = strings.NewReplacer(";", ",", "|", "/", "\n", " ")

// declare names an account, and says to hledger what type it is of when it is first met.
func (h *hledger) declare(written string) error {
	if _, known := h.names[written]; known {
		return nil
	}
	a, err := ledger.ParseAccount(written)
	if err != nil {
		return err
	}
	chart, _ := a.Code.Line()
	book := chart.Book().String()
	name := []string{book, fmt.Sprintf("%d %s", a.Code, strings.ReplaceAll(chart.Name, ":", ","))}
	var tags strings.Builder
	for _, part := range []struct{ tag, value string }{
		{"year", a.Year.String()},
		{"partner", string(a.Partner)},
		{"source", string(a.Source)},
		{"scheme", string(a.Scheme)},
		{"nature", string(a.Nature)},
	} {
		if part.value == "" {
			continue
		}
		name = append(name, part.value)
		if part.tag == "nature" {
			continue
		}
		if tags.Len() > 0 {
			tags.WriteString(", ")
		}
		tags.WriteString(part.tag + ":" + part.value)
	}
	if a.Of != "" {
		name = append(name, a.Of)
	}
	known := hledgerAccount{memo: chart.Book() == ledger.Memo, name: strings.Join(name, ":")}
	if tags.Len() > 0 {
		known.tags = "  ; " + tags.String()
	}
	h.names[written] = known
	h.printf("account %s  ; type:%s\n", known.name, hledgerType(a.Code))
	return nil
}

// hledgerType is the type of an account for hledger's own reports. Memo accounts are equity to it, so that no statement
// of its counts them as assets, income or spend.
func hledgerType(code ledger.Code) string {
	switch {
	case code >= 9000 || code >= ledger.PoolBalance && code < ledger.CouncilIncome:
		return "E"
	case code >= 5000:
		return "X"
	case code >= ledger.CouncilIncome:
		return "R"
	case code >= ledger.Creditors:
		return "L"
	case code < ledger.ContributionDebtors:
		return "C"
	}
	return "A"
}
