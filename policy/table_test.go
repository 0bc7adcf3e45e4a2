package policy_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pooled/ledger"
	"pooled/policy"
)

// A question put to the program, as a row of one of the tables in testdata puts it, and what it must answer.
type question struct {
	ledger.Question

	line   int    // of its table
	name   string // as the row says it
	want   string
	within []string // the acts whose rules can have a say in the answer
}

// answer is what the program answers, in the words of the tables.
func (q question) answer(p *policy.Policy) string {
	switch q.Act {
	case "read", "read-posts", "read-decisions", "read-journal":
		return seen(p.May(q.Question))
	}
	d, err := p.Decide(q.Question)
	return told(d, err)
}

// wanted is the answer that the row names, without the rule by which somebody reads, or may decide proposals at all:
// the program does not say it.
func (q question) wanted() string {
	if strings.HasPrefix(q.want, "reads") {
		return strings.TrimSpace(ruleName.ReplaceAllString(q.want, ""))
	}
	return decidedBy.ReplaceAllString(q.want, "")
}

var (
	ruleName   = regexp.MustCompile(` ?\b[AD]\d{2,5}\b`)
	decidedBy  = regexp.MustCompile(` \(A\d+\)$`)
	whoWaits   = regexp.MustCompile(`needs the approval of (.*) \(rule [AD]\d+\): `)
	denialText = regexp.MustCompile(`^rule (D\d+) forbids`)
)

// told is an answer in the words of the tables: "yes A47", "waits A299 for another partner", "own work", "never D01",
// "no"; of an approval "yes A47 runs", or "yes A47 still another partner". Anything else is a fault.
func told(d ledger.Decision, err error) string {
	switch a := d.Authority; {
	case err != nil:
		return refusedAs(err)
	case d.Waits != "" && !a.Complete:
		return "waits " + a.Rule + " for " + whom(d.Waits)
	case a.Complete && d.Waits == "" && a.Final:
		return "yes " + a.Rule + " runs"
	case a.Complete && d.Waits == "" && a.Still != "":
		return "yes " + a.Rule + " still " + whom(a.Still)
	case a.Complete && d.Waits == "":
		return "yes " + a.Rule
	}
	return fmt.Sprintf("neither: %+v", d)
}

// whom is who must approve, out of the sentence that says so.
func whom(sentence string) string {
	if m := whoWaits.FindStringSubmatch(sentence); m != nil {
		return m[1]
	}
	return "whom? " + sentence
}

func refusedAs(err error) string {
	if m := denialText.FindStringSubmatch(err.Error()); m != nil {
		return "never " + m[1]
	}
	for refusal, word := range map[error]string{
		ledger.ErrOwnWork: "own work", ledger.ErrOwnBody: "own organisation", ledger.ErrInterest: "interest",
		ledger.ErrForbidden: "no", ledger.ErrNoFund: "no such fund",
	} {
		if errors.Is(err, refusal) {
			return word
		}
	}
	return "fault: " + err.Error()
}

// seen is what somebody may see, in the words of the tables.
func seen(s policy.Sight, err error) string {
	switch {
	case err != nil:
		return refusedAs(err)
	case s.All && s.Traced:
		return "reads traced"
	case s.All:
		return "reads"
	}
	with := make([]string, 0, len(s.Bodies))
	for _, b := range s.Bodies {
		with = append(with, string(b))
	}
	return "reads what is with " + strings.Join(with, " and ")
}

// sheet is a table of testdata: its rows, each by the names of its columns, with its line.
func sheet(t testing.TB, file string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.Comment, in.TrimLeadingSpace = '#', true
	var columns []string
	var list []map[string]string
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		if columns == nil {
			columns = fields
			continue
		}
		line, _ := in.FieldPos(0)
		row := map[string]string{"line": strconv.Itoa(line)}
		for i, name := range columns {
			row[name] = fields[i]
		}
		list = append(list, row)
	}
}

// put is the question that a row of a table asks.
func put(t testing.TB, row map[string]string) question {
	t.Helper()
	line, err := strconv.Atoi(row["line"])
	if err != nil {
		t.Fatal(err)
	}
	q := question{
		Question: asks(t, row["who"], row["act"], cmp.Or(row["amount"], "0.00")), line: line, want: row["expected"],
		within: []string{row["act"]},
	}
	for _, column := range []string{"who", "act", "money of", "amount", "provider", "facts", "day"} {
		if row[column] != "" {
			q.name += row[column] + ", "
		}
	}
	q.name = strings.TrimSuffix(q.name, ", ")
	q.Matter.Partner = ledger.BodyID(strings.TrimPrefix(row["money of"], "nobody"))
	if body := ledger.BodyID(row["provider"]); body != "" {
		q.Matter.Provider, q.Matter.Move = body, moves[row["act"]]
		q.Matter.Named = row["act"] == "vire-budget"
	}
	if q.Matter.Move == ledger.Promises {
		q.Matter.Allowance = "promise"
	}
	if row["day"] != "" {
		q.At = ledger.MustDate(row["day"]).Time().Add(12 * time.Hour)
	}
	for fact := range strings.SplitSeq(row["facts"], ";") {
		if fact = strings.TrimSpace(fact); fact != "" && !q.know(fact) {
			t.Fatalf("line %d: no test knows what %q means", line, fact)
		}
	}
	return q
}

// know adds a fact to a question, and reports whether it is one.
func (q *question) know(fact string) bool {
	if first, fact, ok := strings.Cut(fact, " "); ok && q.knowOf(first, fact) {
		return true
	}
	switch fact {
	case "named":
		q.Matter.Named = true
		if q.Act == "prepay-provider" {
			q.Matter.Move = ledger.Pays // what a named provider is paid ahead is a payment
		}
	case "three partners":
		q.Partners = []ledger.BodyID{council, nhs, trust}
	case "district is a partner":
		q.Partners = []ledger.BodyID{council, nhs, district}
	case "no agreement":
		q.Partners = nil
	case "held longer":
		q.Posts[0].To = 0
	case "decrease":
		q.Matter.Move, q.Matter.Allowance = 0, ""
	case "for the fund":
		q.Matter.Of = "fund"
	case "in the fund":
		q.Fund = "fund"
	case "in the service":
		q.Fund, q.Host, q.Partners = ledger.Service, "", nil
	case "about themselves":
		q.Matter.Subject = q.Actor
	case "about somebody":
		q.Matter.Subject = "somebody"
	case "a ccg became two icbs":
		q.Partners = []ledger.BodyID{council, "icb-north", "icb-south"}
		q.Lines = map[ledger.BodyID][]ledger.BodyID{
			"ccg": {"icb-north", "icb-south"}, "icb-north": {"ccg"}, "icb-south": {"ccg"},
		}
	default:
		return false
	}
	return true
}

// knowOf adds a fact that says of what: "used 400000.00", "fence dfg".
func (q *question) knowOf(name, value string) bool {
	m := &q.Matter
	switch name {
	case "used":
		m.Used = ledger.MustMoney(value)
	case "cap":
		m.Cap = ledger.Cap(value)
	case "fence":
		m.Fence = ledger.Fence(value)
	case "source":
		m.Source = ledger.SourceID(value)
	case "scheme":
		m.Scheme = ledger.SchemeID(value)
	case "arrangement":
		m.Arrangement = ledger.Arrangement(value)
	case "interest":
		body, until, ends := strings.Cut(strings.TrimPrefix(value, "in "), " until ")
		i := ledger.Interest{Body: ledger.BodyID(body), From: firstDay}
		if ends {
			i.To = ledger.MustDate(until)
		}
		q.Interests = append(q.Interests, i)
	default:
		return false
	}
	return true
}

// ask fails a test where the program does not answer as the row says.
func ask(t *testing.T, p *policy.Policy, questions []question) {
	t.Helper()
	for _, q := range questions {
		if got := q.answer(p); got != q.wanted() {
			t.Errorf("line %d: %s\n got %s\nwant %s", q.line, q.name, got, q.wanted())
		}
	}
}

// namedIn are the rules that rows of these questions name as allowing.
func namedIn(questions []question) map[string][]question {
	list := map[string][]question{}
	for _, q := range questions {
		for _, id := range ruleName.FindAllString(q.want, -1) {
			id = strings.TrimSpace(id)
			if !slices.ContainsFunc(list[id], func(o question) bool { return o.name == q.name }) {
				list[id] = append(list[id], q)
			}
		}
	}
	return list
}
