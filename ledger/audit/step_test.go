package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// steps are the entries of a file that are wanted.
func steps(t *testing.T, file []byte, want audit.Selection) []audit.Step {
	t.Helper()
	var all []audit.Step
	_, err := audit.Steps(bytes.NewReader(file), want, audit.Options{}, func(s audit.Step) error {
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// shown is the account whose balance is shown for a line: the control where it is analysed by kind of movement.
func shown(account string) string {
	name, _, _ := strings.Cut(account, ":by=")
	return name
}

// Each line takes its account up where the one before left it, and the last leaves the balance that verification has.
func TestStepsLeadFromNothingToTheBalances(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Shared(t), pooltest.AllowAll)
	history(t, p)
	file := fileOf(t, p)
	report := whole(t, file, audit.Options{})
	all := steps(t, file, audit.Selection{})
	if int64(len(all)) != report.Entries {
		t.Fatalf("%d steps through %d entries", len(all), report.Entries)
	}
	stand, states := map[string]ledger.Money{}, map[string]string{}
	for i, s := range all {
		if s.Seq != int64(i+1) || s.Sentence == "" || s.By.Actor == "" || s.By.Rule == "" {
			t.Errorf("step %d is %+v", i+1, s)
		}
		for _, l := range s.Lines {
			if l.Before != stand[l.Account] || l.After != l.Before.Add(l.Amount) || l.Amount.IsZero() {
				t.Errorf("entry %d moves %+v, which stood at %s", s.Seq, l, stand[l.Account])
			}
			stand[l.Account] = l.After
		}
		for _, d := range s.Documents {
			if name := d.Kind + "/" + d.ID; d.Before != states[name] {
				t.Errorf("entry %d finds %s %q, and it was %q", s.Seq, name, d.Before, states[name])
			} else {
				states[name] = d.State
			}
		}
	}
	for _, b := range report.Balances {
		name := shown(b.Account)
		stand[name] = stand[name].Sub(b.Amount)
	}
	for name, left := range stand {
		if !left.IsZero() {
			t.Errorf("%s ends %s away from its balance", name, left)
		}
	}
	text := &strings.Builder{}
	if err := all[len(all)-1].Text(text); err != nil || !strings.HasPrefix(text.String(), fmt.Sprintf("Entry %d, ", len(all))) {
		t.Errorf("%v: %s", err, text)
	}
}

func TestStepsSelect(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Shared(t), pooltest.AllowAll)
	p.Budget("one", pooltest.NHSMinimum, "900.00")
	p.Budget("two", pooltest.NHSMinimum, "900.00")
	last := p.Must("pam", "2015-06-02", pooltest.Vire("one", "two", "2.00")).Seq
	file := fileOf(t, p)
	for _, one := range []struct {
		name string
		want audit.Selection
		seqs []int64
	}{
		{"from", audit.Selection{From: last}, []int64{last}},
		{"to", audit.Selection{From: last - 1, To: last - 1}, []int64{last - 1}},
		{"account", audit.Selection{Account: "9200:2015-16:" + string(pooltest.CCGBody) + ":nhs-minimum:one:", From: 1}, []int64{last - 2, last}},
		{"scheme", audit.Selection{Of: audit.Subject{Kind: "scheme", ID: "two"}, From: last - 2}, []int64{last - 1, last}},
	} {
		var seqs []int64
		for _, s := range steps(t, file, one.want) {
			seqs = append(seqs, s.Seq)
		}
		if fmt.Sprint(seqs) != fmt.Sprint(one.seqs) {
			t.Errorf("by %s they are %v, want %v", one.name, seqs, one.seqs)
		}
	}
	nothing := func(audit.Step) error { return nil }
	_, err := audit.Steps(bytes.NewReader(file), audit.Selection{From: last + 1}, audit.Options{}, nothing)
	if !errors.Is(err, audit.ErrNotInFile) {
		t.Errorf("beyond the end: %v", err)
	}
	none := audit.Selection{Of: audit.Subject{Kind: "scheme", ID: "none"}}
	_, err = audit.Steps(bytes.NewReader(file), none, audit.Options{}, nothing)
	if !errors.Is(err, audit.ErrNotInJournal) {
		t.Errorf("of nothing: %v", err)
	}
	bad := errors.New("the pipe is closed")
	closed := func(audit.Step) error { return bad }
	_, err = audit.Steps(bytes.NewReader(file), audit.Selection{}, audit.Options{}, closed)
	if !errors.Is(err, bad) {
		t.Errorf("where nothing can be shown: %v", err)
	}
}

// The life of each commitment is the entries whose bytes name it, and ends at the balance of its account; that of a
// provider holds those of all its commitments, and the lines of a partner are those of its accounts.
func TestLives(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Shared(t), pooltest.AllowAll)
	history(t, p)
	file := fileOf(t, p)
	report := whole(t, file, audit.Options{})
	entries := takeApart(t, file).main
	provider := map[int64]bool{}
	trust := audit.Subject{Kind: "provider", ID: string(pooltest.TrustBody)}
	for _, s := range steps(t, file, audit.Selection{Of: trust}) {
		provider[s.Seq] = true
	}
	lives := 0
	for i := range 150 {
		id := fmt.Sprint("c-", i)
		var named []int64
		for n, line := range entries {
			if bytes.Contains(line, []byte(`"`+id+`"`)) || bytes.Contains(line, []byte("commitment="+id+`"`)) {
				named = append(named, int64(n+1))
			}
		}
		if len(named) == 0 {
			continue
		}
		lives++
		var seqs []int64
		var left ledger.Money
		for _, s := range steps(t, file, audit.Selection{Of: audit.Subject{Kind: "commitment", ID: id}, Own: true}) {
			seqs = append(seqs, s.Seq)
			if !provider[s.Seq] {
				t.Errorf("entry %d is of commitment %s and not of its provider", s.Seq, id)
			}
			for _, l := range s.Lines {
				if strings.HasSuffix(l.Account, "commitment="+id) {
					left = l.After
				}
			}
		}
		for _, b := range report.Balances {
			if strings.HasSuffix(b.Account, "commitment="+id) {
				left = left.Sub(b.Amount)
			}
		}
		// A payment's act names the invoice alone, whose document names the commitment.
		if fmt.Sprint(seqs) != fmt.Sprint(named) || !left.IsZero() {
			t.Errorf("the life of %s is %v, its bytes say %v; its balance is %s away", id, seqs, named, left)
		}
	}
	if lives == 0 {
		t.Error("the history raised no commitment")
	}
	partner := audit.Subject{Kind: "partner", ID: string(pooltest.CCGBody)}
	for _, s := range steps(t, file, audit.Selection{Of: partner, Own: true}) {
		for _, l := range s.Lines {
			if !strings.Contains(l.Account, ":"+string(pooltest.CCGBody)+":") {
				t.Errorf("entry %d shows %s of another partner", s.Seq, l.Account)
			}
		}
	}
}

func TestSubjectsAreRead(t *testing.T) {
	t.Parallel()
	if s, err := audit.ParseSubject("commitment:c-12"); err != nil || s.String() != "commitment:c-12" {
		t.Errorf("%v, %v", s, err)
	}
	for _, bad := range []string{"", "commitment", ":c-12", "commitment:", "Commitment:c-12", "9:x"} {
		if _, err := audit.ParseSubject(bad); !errors.Is(err, audit.ErrSubjectForm) {
			t.Errorf("%q is read as a subject: %v", bad, err)
		}
	}
}
