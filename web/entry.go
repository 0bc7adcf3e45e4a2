package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

// entryView is what the template of an entry shows.
type entryView struct {
	Fund                   string
	Seq                    int64
	Says                   string
	Earlier, Later         string // addresses of the entries beside it; none: it is the first, or the last
	Facts                  []fact
	Books                  []table
	Documents              []fact
	Authority              []fact
	Approvals              *table
	Granted                []string
	Leaf, Root, Held       string
	Address                string // its own
	Proof                  string // the name of the file
	ProofSize              int64
	ProofRoot, ThroughTime string
	Signed                 bool // a checkpoint covers it
	Buttons                []button
}

// asksEntry is the entry that an address names, who asks, and the question.
func (s *site) asksEntry(r *http.Request) (person *auth.Person, in *api.EntryInput, err error) {
	if person, err = s.must(r); err != nil {
		return nil, nil, err
	}
	seq, err := strconv.ParseInt(r.PathValue("entry"), 10, 64)
	if err != nil || seq < 1 {
		return nil, nil, api.ErrNoEntry
	}
	return person, api.EntryAt(api.Ask(person.Actor, r.PathValue("fund"), "", ""), seq), nil
}

// entry shows one entry of the journal: what it says, its postings in both books, why it was allowed, and its proof.
func (s *site) entry(w http.ResponseWriter, r *http.Request) error {
	person, in, err := s.asksEntry(r)
	if err != nil {
		return err
	}
	found, err := s.ask.Entry(r.Context(), in)
	if err != nil {
		return err
	}
	fund, e := r.PathValue("fund"), &found.Body
	now, err := s.ask.At(r.Context(), api.Ask(person.Actor, fund, "", ""))
	if err != nil {
		return err
	}
	then, err := s.ask.At(r.Context(), api.Ask(person.Actor, fund, seqMark(e.Seq), ""))
	if err != nil {
		return err
	}
	proof, err := s.ask.EntryProof(r.Context(), in)
	if err != nil {
		return err
	}
	v := entryView{
		Fund: fund, Seq: e.Seq, Says: e.Sentence, Facts: entryFacts(fund, e), Books: postingTables(e.Postings),
		Documents: changedDocuments(fund, e), Authority: authorityFacts(&e.Authority),
		Approvals: approvalsTable(&e.Authority),
		Root:      then.Root.String(), Held: heldText(fund, e.Seq, then.Root.String()), Address: entryAddress(fund, e.Seq),
		Proof: proofName(fund, e.Seq), ProofSize: proof.Body.Size, Signed: proof.Body.Checkpoint != "",
		ProofRoot: proof.Body.Root.String(), ThroughTime: throughTimeAddress(fund, seqMark(e.Seq), "", ""),
	}
	if e.Leaf != nil {
		v.Leaf = e.Leaf.String()
	}
	for _, row := range e.Granted {
		v.Granted = append(v.Granted, row.Rule+": "+row.Aloud)
	}
	if e.Seq > 1 {
		v.Earlier = entryAddress(fund, e.Seq-1)
	}
	if e.Seq < now.Seq {
		v.Later = entryAddress(fund, e.Seq+1)
	}
	if v.Buttons, err = s.buttons(fund, "", strconv.FormatInt(e.Seq, 10), document{}, e.Allowed); err != nil {
		return err
	}
	main, err := part("entry", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: fmt.Sprintf("Entry %d", e.Seq), Person: person, Main: main, Moment: &then,
		Crumbs: append(auditCrumbs(fund), crumb{"Journal", "/funds/" + fund + "/journal"}),
	})
}

// seqMark is an entry's number in the form of asOf.
func seqMark(seq int64) string { return "seq:" + strconv.FormatInt(seq, 10) }

// heldText is what somebody writes down of a journal, in the form that the commands take.
func heldText(fund string, size int64, root string) string {
	return fmt.Sprintf("%s:%d:%s", fund, size, root)
}

func proofName(fund string, seq int64) string { return fmt.Sprintf("%s-%d.proof", fund, seq) }

// entryFacts are what an entry says of itself, apart from its authority.
func entryFacts(fund string, e *api.Entry) (list []fact) {
	facts := []fact{
		{"Dated", e.Effective.UK(), ""},
		{"Period", e.Period.String(), ""},
		{"Late item of", e.For.String(), ""},
		{"Recorded", ukTime(e.Recorded), ""},
		{"Kind of act", e.Act, ""},
		{"Reference", e.Reference, ""},
		{"Reason", e.Narrative, ""},
	}
	if !e.Amount.IsZero() {
		facts = append(facts, fact{"Amount", e.Amount.Pounds(), ""})
	}
	if e.Reverses > 0 {
		facts = append(facts, fact{"Reverses", fmt.Sprintf("Entry %d", e.Reverses), entryAddress(fund, e.Reverses)})
	}
	if e.Reversed > 0 {
		facts = append(facts, fact{"Reversed by", fmt.Sprintf("Entry %d", e.Reversed), entryAddress(fund, e.Reversed)})
	}
	for _, f := range facts {
		if f.Text != "" {
			list = append(list, f)
		}
	}
	return list
}

// changedDocuments are the documents that an entry made or changed, with where they stand now.
func changedDocuments(fund string, e *api.Entry) (list []fact) {
	for _, d := range e.Documents {
		one := fact{sentenceCase(strings.ReplaceAll(d.Kind, "-", " ")), d.ID, ""}
		if plural := api.DocumentList(d.Kind); plural != "" {
			one.Address = documentAddress(fund, plural, d.ID)
		}
		list = append(list, one)
	}
	return list
}

// authorityFacts are who asked, in which post, and by which rule it was allowed.
func authorityFacts(a *api.Authority) (list []fact) {
	var also []string
	for _, body := range a.Also {
		also = append(also, string(body))
	}
	service := ""
	if a.Service > 0 {
		service = fmt.Sprintf("Entry %d of the service journal", a.Service)
	}
	for _, f := range []fact{
		{"Asked for by", string(a.Actor), ""},
		{"In the post", string(a.Post), ""},
		{"Role", strings.ReplaceAll(string(a.Role), "-", " "), ""},
		{"For", string(a.Body), ""},
		{"Holding posts of", strings.Join(also, ", "), ""},
		{"Allowed by rule", a.Rule, ""},
		{"Scheme of delegation", a.Policy, ""},
		{"Judged under", service, ""},
	} {
		if f.Text != "" {
			list = append(list, f)
		}
	}
	return list
}

// approvalsTable is who approved it; nil: nobody had to.
func approvalsTable(a *api.Authority) *table {
	if len(a.Approvals) == 0 {
		return nil
	}
	t := table{ID: "approvals", Caption: "Who approved it"}
	for _, name := range []string{"Actor", "Post", "Role", "For", "Rule", "When"} {
		t.Head = append(t.Head, words(name))
	}
	for _, one := range a.Approvals {
		t.Rows = append(t.Rows, []cell{
			words(string(one.Actor)), words(string(one.Post)), words(strings.ReplaceAll(string(one.Role), "-", " ")),
			words(string(one.Body)), words(one.Rule), words(ukTime(one.At)),
		})
	}
	return &t
}

// entryFile sends an entry's proof, or its receipt, as the commands take them.
func (s *site) entryFile(w http.ResponseWriter, r *http.Request) error {
	person, in, err := s.asksEntry(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	switch r.PathValue("file") {
	case "proof":
		found, err := s.ask.EntryProof(r.Context(), in)
		if err != nil {
			return err
		}
		return s.sendJSON(w, proofName(fund, in.Entry), found.Body)
	case "receipt":
		found, err := s.ask.Entry(r.Context(), in)
		if err != nil {
			return err
		}
		then, err := s.ask.At(r.Context(), api.Ask(person.Actor, fund, seqMark(in.Entry), ""))
		if err != nil {
			return err
		}
		return s.sendJSON(w, fmt.Sprintf("%s-%d-receipt.json", fund, in.Entry), api.ReceiptOf(&found.Body, then.Root))
	}
	return api.ErrNoTable
}

// sendJSON sends a value as a file of a name.
func (s *site) sendJSON(w http.ResponseWriter, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	s.head(w, "application/json", false)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(append(text, '\n')) // the caller may have gone
	return nil
}
