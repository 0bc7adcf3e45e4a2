package policy_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

var update = flag.Bool("update", false, "rewrite testdata/matrix.golden")

const matrixHead = `Who may do what, under policy.csv. This is made by asking, not by reading the rules.

own, other              the money is that of the partner whose post it is, or another partner's
yes (rule)              alone
needs another           once one other person with the same right has approved
needs another-partner   once one other person with the same right, of a different partner, has approved
no                      nothing allows it
never (rule)            forbidden, whatever other posts the person holds

`

// TestMatrix compares the whole scheme of delegation, role by act by amount band by partner, with what was
// agreed; -update rewrites it.
func TestMatrix(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	var out bytes.Buffer
	out.WriteString(matrixHead)
	limits := limitsByAct(t)
	for _, act := range scheduledActs(t) {
		fmt.Fprintf(&out, "%s\n", act)
		writeAct(&out, p, act, limits[act])
	}
	writeDeciding(&out, p, scheduledActs(t))
	const file = "testdata/matrix.golden"
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("the scheme of delegation is no longer what %s says; go test ./policy -update rewrites it", file)
	}
}

func rows(t *testing.T) [][]string {
	t.Helper()
	text, err := os.ReadFile("policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.Comment, in.TrimLeadingSpace = '#', true
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	return rows[1:]
}

// scheduledActs are the acts in the order of the file, without those that decide a proposal.
func scheduledActs(t *testing.T) []string {
	var acts []string
	for _, row := range rows(t) {
		if act := row[1]; act != "*" && !strings.HasSuffix(act, "-proposal") && !slices.Contains(acts, act) {
			acts = append(acts, act)
		}
	}
	return acts
}

func limitsByAct(t *testing.T) map[string][]ledger.Money {
	limits := map[string][]ledger.Money{}
	for _, row := range rows(t) {
		if row[3] == "*" {
			continue
		}
		if limit := ledger.MustMoney(row[3]); !slices.Contains(limits[row[1]], limit) {
			limits[row[1]] = append(limits[row[1]], limit)
		}
	}
	for _, of := range limits {
		slices.SortFunc(of, ledger.Money.Compare)
	}
	return limits
}

// writeAct writes a line for each role and amount band, and one line for all the roles that may not at all.
func writeAct(out *bytes.Buffer, p *policy.Policy, act string, limits []ledger.Money) {
	refused := map[string][]string{}
	for _, role := range ledger.Roles {
		var lines []string
		may := false
		for i := range len(limits) + 1 {
			band, amount := "any amount", ledger.AmountMax
			switch {
			case i < len(limits):
				band, amount = "to "+limits[i].Pounds(), limits[i]
			case i > 0:
				band = "above"
			}
			own, other := cell(p, role, act, amount, "council"), cell(p, role, act, amount, "nhs")
			may = may || own != other || !strings.HasPrefix(own, "n") || strings.HasPrefix(own, "needs")
			lines = append(lines, fmt.Sprintf("%-16s own: %-27s other: %s", band, own, other))
			if i == 0 && !may {
				refused[own] = append(refused[own], string(role))
			}
		}
		name := string(role)
		for _, line := range lines {
			if may {
				fmt.Fprintf(out, "  %-22s %s\n", name, line)
				name = ""
			}
		}
	}
	writeRefused(out, refused)
	out.WriteString("\n")
}

// cell asks for a post of a role in the council, about that partner's money.
func cell(p *policy.Policy, role ledger.Role, act string, amount ledger.Money, partner ledger.BodyID) string {
	q := asks("council finance officer", act, amount.String())
	q.Posts, q.Matter.Partner = []ledger.Post{post(role, "council")}, partner
	if act == "read" {
		if err := p.May(q); err != nil {
			return refusedHow(err)
		}
		return "yes"
	}
	d, err := p.Decide(q)
	if err != nil {
		return refusedHow(err)
	}
	if d.Waits == "" {
		return fmt.Sprintf("yes (%s)", d.Authority.Rule)
	}
	need := "another"
	if strings.Contains(d.Waits, "another partner's approval") {
		need = "another-partner"
	}
	return fmt.Sprintf("needs %s (%s)", need, d.Authority.Rule)
}

var denial = regexp.MustCompile(`^rule (D\d+) forbids`)

func refusedHow(err error) string {
	if m := denial.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Sprintf("never (%s)", m[1])
	}
	if errors.Is(err, ledger.ErrOwnWork) {
		return "no, own work"
	}
	if errors.Is(err, ledger.ErrForbidden) {
		return "no"
	}
	return "fault: " + err.Error()
}

// writeRefused writes a line for each way of being refused and the roles that are.
func writeRefused(out *bytes.Buffer, refused map[string][]string) {
	for _, how := range slices.Sorted(maps.Keys(refused)) {
		fmt.Fprintf(out, "  %s: %s\n", how, strings.Join(refused[how], ", "))
	}
}

// writeDeciding writes who may decide each proposal that the scheme of delegation makes.
func writeDeciding(out *bytes.Buffer, p *policy.Policy, acts []string) {
	for _, act := range acts {
		for _, preparer := range ledger.Roles {
			q := asks("council finance officer", act, ledger.AmountMax.String())
			q.Posts = []ledger.Post{post(preparer, "council")}
			if d, err := p.Decide(q); err == nil && d.Waits != "" {
				fmt.Fprintf(out, "a proposal to %s that a %s prepared\n", act, preparer)
				by := approval("council finance officer", d.Authority.Rule)
				by.Role = preparer
				writeDeciders(out, p, act, by)
			}
		}
	}
}

// writeDeciders writes a line for the preparer, and two for each role that may decide: of the same partner,
// and of another.
func writeDeciders(out *bytes.Buffer, p *policy.Policy, act string, preparer *ledger.Approval) {
	as := preparer.Role
	line := func(name string, who ledger.ActorID, role ledger.Role, body ledger.BodyID) string {
		fmt.Fprintf(out, "  %-39s", name)
		rejected := ""
		for _, decision := range []string{"approve", "reject", "withdraw"} {
			q := asks("council finance officer", decision+"-proposal", ledger.AmountMax.String())
			q.Actor, q.Posts = who, []ledger.Post{post(role, body)}
			q.Matter.Held, q.Matter.Preparer = act, preparer
			got := decided(p, q)
			fmt.Fprintf(out, " %s: %-13s", decision, got)
			if decision == "reject" {
				rejected = got
			}
		}
		out.Truncate(len(bytes.TrimRight(out.Bytes(), " ")))
		out.WriteString("\n")
		return rejected
	}
	line("its preparer", preparer.Actor, as, preparer.Body)
	refused := map[string][]string{}
	for _, role := range ledger.Roles {
		start := out.Len()
		line(string(role)+", same partner", "somebody", role, preparer.Body)
		how := line(string(role)+", another partner", "somebody", role, "nhs")
		if !strings.HasPrefix(how, "yes") {
			out.Truncate(start)
			refused[how] = append(refused[how], string(role))
		}
	}
	writeRefused(out, refused)
	out.WriteString("\n")
}

func decided(p *policy.Policy, q ledger.Question) string {
	d, err := p.Decide(q)
	if err != nil {
		return refusedHow(err)
	}
	return fmt.Sprintf("yes (%s)", d.Authority.Rule)
}
