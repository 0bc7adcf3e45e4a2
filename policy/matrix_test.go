package policy_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

var update = flag.Bool("update", false, "rewrite testdata/matrix.golden")

const matrixFile = "testdata/matrix.golden"

const matrixHead = `Who may do what, under policy.csv. This is made by asking, not by reading the rules.

Two partners, the council, which is the host, and the NHS. Money that goes to somebody goes to a third body.
A purchase is within the caps of its float.

own, other       the money is that of the partner whose post it is, or the other partner's
yes (rule)       alone
needs (rule)     once these have approved: another person, another partner, a role, or a partner by name
no               nothing allows it
never (rule)     forbidden, whatever other posts the person holds

`

// TestMatrix compares the whole scheme of delegation, role by act by amount band by partner, with what was
// agreed; -update rewrites it.
func TestMatrix(t *testing.T) {
	t.Parallel()
	m := matrix{t: t, p: mustDefault(t), limits: limitsByAct(t)}
	m.out.WriteString(matrixHead)
	acts := scheduledActs(t)
	for _, act := range acts {
		fmt.Fprintf(&m.out, "%s\n", act)
		m.writeAct(act)
	}
	for _, act := range acts {
		m.writeDeciding(act)
	}
	if *update {
		if err := os.WriteFile(matrixFile, m.out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.out.Bytes(), want) {
		t.Errorf("the scheme of delegation is no longer what %s says; go test ./policy -update rewrites it", matrixFile)
	}
}

// scheduledActs are the acts in the order of the file, without those that decide a proposal.
func scheduledActs(t *testing.T) []string {
	var acts []string
	for _, r := range ruleRows(t) {
		if act := r.act(); act != "*" && !strings.HasSuffix(act, "-proposal") && !slices.Contains(acts, act) {
			acts = append(acts, act)
		}
	}
	return acts
}

func limitsByAct(t *testing.T) map[string][]ledger.Money {
	limits := map[string][]ledger.Money{}
	for _, r := range ruleRows(t) {
		limit, err := ledger.ParseMoney(r[limitColumn])
		if err == nil && !slices.Contains(limits[r.act()], limit) {
			limits[r.act()] = append(limits[r.act()], limit)
		}
	}
	for _, of := range limits {
		slices.SortFunc(of, ledger.Money.Compare)
	}
	return limits
}

// matrix is the table as it is written.
type matrix struct {
	t      *testing.T
	p      *policy.Policy
	limits map[string][]ledger.Money
	out    bytes.Buffer
}

// bands are the amounts up to each limit of an act, and above the last.
func (m *matrix) bands(act string) (names []string, amounts []ledger.Money) {
	limits := m.limits[act]
	if len(limits) == 0 {
		return []string{"any amount"}, []ledger.Money{ledger.AmountMax}
	}
	for _, limit := range limits {
		names, amounts = append(names, "to "+limit.Pounds()), append(amounts, limit)
	}
	return append(names, "above"), append(amounts, ledger.AmountMax)
}

// person is somebody of a role, at the council or, where it employs none, at the NHS.
func (m *matrix) person(role ledger.Role) string { return titled(role)[0] }

// question is about money that goes to a third body, if the act gives any.
func (m *matrix) question(role ledger.Role, act string, amount ledger.Money, own bool) ledger.Question {
	q := asks(m.t, m.person(role), act, amount.String())
	if employer := q.Posts[0].Body; own != (employer == council) {
		q.Matter.Partner = nhs
	}
	if moves[act] != 0 {
		q.Matter.Provider, q.Matter.Move, q.Matter.Named = careCo, moves[act], true
	}
	return q
}

// cell is the answer to somebody of a role.
func (m *matrix) cell(role ledger.Role, act string, amount ledger.Money, own bool) string {
	q := question{Question: m.question(role, act, amount, own)}
	words := strings.Fields(q.answer(m.p))
	switch words[0] {
	case "yes":
		return fmt.Sprintf("yes (%s)", words[1])
	case "waits":
		return fmt.Sprintf("needs %s (%s)", strings.Join(words[3:], " "), words[1])
	case "never":
		return fmt.Sprintf("never (%s)", words[1])
	case "reads", "no":
		return strings.Join(words, " ")
	}
	m.t.Errorf("%s asks to %s: %s", role, act, strings.Join(words, " "))
	return "?"
}

// writeAct writes a line for each role and amount band, and one line for all the roles that may not at all.
func (m *matrix) writeAct(act string) {
	names, amounts := m.bands(act)
	refused := map[string][]string{}
	for _, role := range ledger.Roles {
		var lines []string
		answers, pairs := map[string]bool{}, map[string]bool{}
		for i, name := range names {
			own, other := m.cell(role, act, amounts[i], true), m.cell(role, act, amounts[i], false)
			answers[own], answers[other], pairs[own+"/"+other] = true, true, true
			if own == other {
				lines = append(lines, fmt.Sprintf("%-17s %s", name, own))
				continue
			}
			lines = append(lines, fmt.Sprintf("%-17s own: %s", name, own), fmt.Sprintf("%-17s other: %s", "", other))
		}
		if how := slices.Collect(maps.Keys(answers)); len(how) == 1 && (how[0] == "no" || strings.HasPrefix(how[0], "never")) {
			refused[how[0]] = append(refused[how[0]], string(role))
			continue
		}
		if len(pairs) == 1 { // all bands are one
			lines = lines[:len(lines)/len(names)]
			lines[0] = fmt.Sprintf("%-17s", "any amount") + strings.TrimPrefix(lines[0], fmt.Sprintf("%-17s", names[0]))
		}
		name := string(role)
		for _, line := range lines {
			fmt.Fprintf(&m.out, "  %-26s %s\n", name, line)
			name = ""
		}
	}
	m.writeRefused(refused)
	m.out.WriteString("\n")
}

// writeRefused writes a line for each way of being refused and the roles that are.
func (m *matrix) writeRefused(refused map[string][]string) {
	for _, how := range slices.Sorted(maps.Keys(refused)) {
		fmt.Fprintf(&m.out, "  %s: %s\n", how, strings.Join(refused[how], ", "))
	}
}

// writeDeciding writes who may decide each proposal that an act makes, for every need that it waits for.
func (m *matrix) writeDeciding(act string) {
	_, amounts := m.bands(act)
	seen := map[string]bool{}
	for _, role := range ledger.Roles {
		for _, amount := range amounts {
			q := m.question(role, act, amount, true)
			d, err := m.p.Decide(q)
			if err != nil || d.Waits == "" || seen[d.Authority.Rule] {
				continue
			}
			seen[d.Authority.Rule] = true
			fmt.Fprintf(&m.out, "a proposal to %s of %s, prepared by a %s, needs %s (%s)\n", act, amount.Pounds(),
				m.person(role), whom(d.Waits), d.Authority.Rule)
			m.writeDeciders(q, act, d.Authority.Rule)
		}
	}
}

// writeDeciders writes what each person is told who would approve a proposal, or reject it.
func (m *matrix) writeDeciders(q ledger.Question, act, rule string) {
	q.Matter.Held = act + "/1"
	q.Matter.Preparer = &ledger.Approval{
		Actor: q.Actor, Post: q.Posts[0].ID, Role: q.Posts[0].Role, Body: q.Posts[0].Body, Rule: rule,
	}
	refused := map[string][]string{}
	for _, role := range ledger.Roles {
		for _, title := range titled(role) {
			who := mustBe(m.t, title)
			q.Actor, q.Posts = "somebody-else", who.posts
			var answers []string
			for _, decision := range []string{"approve-proposal", "reject-proposal"} {
				q.Act = decision
				answers = append(answers, ruleName.ReplaceAllString(told(m.p.Decide(q)), ""))
			}
			if answers[0] == answers[1] && !strings.HasPrefix(answers[0], "yes") {
				refused[answers[0]] = append(refused[answers[0]], title)
				continue
			}
			fmt.Fprintf(&m.out, "  %-30s approve: %-42s reject: %s\n", title, answers[0], answers[1])
		}
	}
	m.writeRefused(refused)
	m.out.WriteString("\n")
}
