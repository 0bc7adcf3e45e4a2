package web_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/journal"
	"pooled/ledger/seal"
)

// history is an auditor's browser at the house's fund, after a commitment, a virement and its reversal.
func (h *house) history() (browser *http.Client, fund string, virement, reversal ledger.Entry) {
	h.Helper()
	browser = h.member()
	virement = h.pool.Must("bob", "2015-06-01", pooltest.Vire("one", "three", "5000.00"))
	reverse := h.pool.Request("ada", "2015-06-02", ledger.ReverseEntry{Entry: virement.Seq, Reason: ledger.Text("wrong")})
	reverse.Instruction.Narrative = ledger.Text("=wrong()")
	reverse.Instruction.Narrative.Seal(pooltest.Salt())
	result := h.pool.Journal.Do(h.Context(), h.pool.Fund, reverse)
	if result.Err != nil {
		h.Fatal(result.Err)
	}
	reversal = result.Entry
	return browser, "/funds/" + string(h.pool.Fund), virement, reversal
}

// has holds a page to have texts, and not those that begin with "!".
func (h *house) has(what, text string, wants ...string) {
	h.Helper()
	for _, want := range wants {
		without, not := strings.CutPrefix(want, "!")
		if strings.Contains(text, without) == not {
			h.Errorf("%s: of %q: %.3000s", what, want, text[strings.Index(text, "</form>")+1:])
		}
	}
}

// page asks for a page of the status.
func (h *house) page(browser *http.Client, path string, status int) string {
	h.Helper()
	answer, text := h.ask(browser, "GET", path, "", html...)
	if answer.status != status {
		h.Fatalf("%s: %d %s", path, answer.status, text)
	}
	if strings.Contains(text, " style=") || strings.Contains(text, "<script>") {
		h.Errorf("%s holds script or style", path)
	}
	return text
}

// The journal shows all entries, or those that are all of what is asked for, page by page, and as files.
func TestJournalPage(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, virement, reversal := h.history()
	at := fund + "/journal"
	row := func(seq int64) string {
		return fmt.Sprintf(`<a class="govuk-link" href="%s/entries/%d">%d</a>`, fund, seq, seq)
	}
	text := h.page(browser, at, 200)
	h.has("the journal", text, row(reversal.Seq), row(virement.Seq), row(1), "£5,000.00", "bob, test-post", "1 June 2015",
		`href="`+at+`/entries.csv?knownAt=seq%3A`, "!Older entries", `href="`+fund+`/audit">Audit`)
	if strings.Index(text, row(reversal.Seq)) > strings.Index(text, row(virement.Seq)) {
		t.Error("the newest does not come first")
	}
	for query, wants := range map[string][]string{
		"act=vire-budget":                          {row(virement.Seq), "!" + row(reversal.Seq), "!" + row(1)},
		"scheme=three":                             {row(virement.Seq), row(reversal.Seq), "!" + row(1)},
		"scheme=three&from=2%2F6%2F2015":           {"!" + row(virement.Seq), row(reversal.Seq), `value="2/6/2015"`},
		"period=2015-16%2F03&to=1%2F6%2F2015":      {row(virement.Seq), "!" + row(reversal.Seq)},
		"atLeast=%C2%A3600%2C000&words=scheme+one": {"!" + row(virement.Seq), "£600,000.00"},
		"words=no-such-word":                       {"No entry is all of what is asked for"},
		"order=oldest&after=3":                     {row(4), "!" + row(3), "From the beginning"},
		"source=dfg&partner=test-ccg":              {"No entry is all of what is asked for"},
	} {
		h.has(query, h.page(browser, at+"?"+query, 200), wants...)
	}
	for query, want := range map[string]string{
		"from=%3Cscript%3Ealert(1)": "Dated on or after: write the date as", "period=2015": "Period: write the period as", "atLeast=lots": `value="lots"`,
		"words=" + strings.Repeat("a", 101): "ask for at most 100 letters", "asOf=seq:999999": "ends at entry",
	} {
		text := h.page(browser, at+"?"+query, http.StatusUnprocessableEntity)
		h.has(query, text, "There is a problem", want, "!<script>alert", "!entries.csv")
	}
	answer, file := h.ask(browser, "GET", at+"/entries.csv?scheme=three", "")
	lines := strings.Split(strings.TrimSpace(file), "\r\n")
	if answer.status != 200 || len(lines) != 3 || !strings.HasPrefix(lines[0], "Entry,Recorded,Dated,Period,Act,What") ||
		!strings.Contains(lines[2], ",2015-06-01,2015-16/03,vire-budget,") || !strings.Contains(lines[2], ",5000.00,bob,test-post,") ||
		!strings.Contains(lines[1], "'=wrong()") || strings.Contains(file, "The file ends here") {
		t.Errorf("CSV: %d %s", answer.status, file)
	}
	if answer, file = h.ask(browser, "GET", at+"/entries.xlsx?scheme=three", ""); answer.status != 200 || file[:2] != "PK" {
		t.Errorf("XLSX: %d", answer.status)
	}
	h.page(browser, at+"/entries.exe", 404)
	h.page(pooltest.Browser(t), at, 401)
}

// A long journal is read page by page in either order, and nothing is left out or shown twice.
func TestJournalPages(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, _, _ := h.history()
	for range 60 {
		h.pool.Budget("three", pooltest.NHSMinimum, "1.00")
	}
	head, err := h.pool.Journal.Head(t.Context(), h.pool.Fund)
	if err != nil {
		t.Fatal(err)
	}
	for _, order := range []string{"newest", "oldest"} {
		seen := map[string]bool{}
		for path := fund + "/journal?order=" + order; path != ""; {
			text := h.page(browser, path, 200)
			path = ""
			for _, piece := range strings.Split(text, `<th scope="row"`)[1:] {
				address := between(t, piece, `href="`, `"`)
				if seen[address] {
					t.Errorf("%s is shown twice", address)
				}
				seen[address] = true
			}
			if before, _, ok := strings.Cut(text, `" rel="next"`); ok {
				path = strings.ReplaceAll(before[strings.LastIndex(before, `"`)+1:], "&amp;", "&")
			}
		}
		if int64(len(seen)) != head.Seq {
			t.Errorf("%s first, %d of %d entries are shown", order, len(seen), head.Seq)
		}
	}
}

// An entry's page shows its postings in both books, its authority and its proof, which holds.
func TestEntryPage(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, virement, reversal := h.history()
	at := fmt.Sprintf("%s/entries/%d", fund, virement.Seq)
	text := h.page(browser, at, 200)
	h.has("the entry", text, virement.Sentence(), "Postings in the memo book", "<tfoot", "9200:2015-16:", "1 June 2015", "bob",
		"test-post", "T01", "Nobody else had to approve it", "No signed checkpoint covers it yet", "To write down",
		fmt.Sprintf(`href="%s/entries/%d" rel="prev"`, fund, virement.Seq-1), fmt.Sprintf(`href="%s/entries/%d" rel="next"`, fund, reversal.Seq),
		fmt.Sprintf(`<dt>Reversed by</dt><dd><a class="govuk-link" href="%s/entries/%d">`, fund, reversal.Seq))
	h.has("the reversal", h.page(browser, fmt.Sprintf("%s/entries/%d", fund, reversal.Seq), 200), "!rel=\"next\"",
		fmt.Sprintf(`<dt>Reverses</dt><dd><a class="govuk-link" href="%s">`, at))
	h.has("the first entry", h.page(browser, fund+"/entries/1", 200), "!rel=\"prev\"", "It moved no money and no budget")
	for _, none := range []string{"0", "x", "999999"} {
		h.page(browser, fund+"/entries/"+none, 404)
	}
	answer, proof := h.ask(browser, "GET", at+"/proof", "")
	path := filepath.Join(t.TempDir(), "a.proof")
	if err := os.WriteFile(path, []byte(proof), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := seal.ReadProof(path)
	if err == nil {
		err = p.Check()
	}
	if err != nil || p.Seq != virement.Seq || !strings.Contains(text, p.Leaf.String()) ||
		!strings.Contains(text, fmt.Sprintf("--held %s:%d:%s", h.pool.Fund, p.Size, p.Root)) ||
		!strings.Contains(answer.header.Get("Content-Disposition"), fmt.Sprintf("%s-%d.proof", h.pool.Fund, virement.Seq)) {
		t.Errorf("the proof: %v %+v %v", err, p, answer.header)
	}
	_, receipt := h.ask(browser, "GET", at+"/receipt", "")
	if !strings.Contains(receipt, fmt.Sprintf(`"treeSize":%d`, virement.Seq)) ||
		!strings.Contains(receipt, p.Leaf.String()) {
		t.Errorf("the receipt: %s", receipt)
	}
	h.page(browser, at+"/other", 404)
	h.page(pooltest.Browser(t), at+"/proof", 401)
}

// The fund is shown as it stood at any moment, and what changed between two.
func TestThroughTime(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, virement, reversal := h.history()
	at := fund + "/through-time"
	seq := func(n int64) string { return fmt.Sprintf("seq%%3A%d", n) }
	h.has("now", h.page(browser, at, 200), fmt.Sprintf("After entry %d of the journal", reversal.Seq), "£850,000.50",
		fmt.Sprintf(`data-last="%d"`, reversal.Seq), "What entry")
	for typed, want := range map[string]string{
		fmt.Sprintf("entry=%d&sinceEntry=", virement.Seq):  "?asOf=" + seq(virement.Seq),
		fmt.Sprintf("entry=%d&sinceEntry=3", virement.Seq): "?asOf=" + seq(virement.Seq) + "&from=" + seq(3),
		"day=1%2F6%2F2015&sinceDay=30%2F4%2F2015&known=":   "?asOf=date%3A2015-06-01&from=date%3A2015-04-30",
		"day=1%2F6%2F2015&sinceDay=&then=yes":              "?asOf=date%3A2015-06-01&knownAt=2015-06-01T22%3A59%3A59.999999Z",
		"day=1%2F6%2F2015&known=40":                        "?asOf=date%3A2015-06-01&knownAt=" + seq(40),
		"from=seq:3&to=seq:5":                              "?asOf=seq%3A5&from=seq%3A3",
		"entry=&sinceEntry=":                               "",
	} {
		answer, _ := h.ask(browser, "GET", at+"?"+typed, "", html...)
		if answer.status != http.StatusSeeOther || answer.header.Get("Location") != at+want {
			t.Errorf("%s leads to %d %s, want %s", typed, answer.status, answer.header.Get("Location"), at+want)
		}
	}
	then := at + "?asOf=" + seq(virement.Seq) + "&from=" + seq(virement.Seq-1)
	text := h.page(browser, then, 200)
	h.has("a virement", text, fmt.Sprintf("What changed from entry %d to entry %d", virement.Seq-1, virement.Seq),
		"Scheme one", "Scheme three", "£5,000.00", "−£5,000.00", virement.Sentence(), "!"+reversal.Sentence(), "One entry earlier",
		"What changed by account")
	day := at + "?asOf=date:2015-06-01&from=date:2015-04-30&knownAt=seq:" + fmt.Sprint(reversal.Seq)
	byDay := h.page(browser, day, 200)
	h.has("by day", byDay, "At the end of 1 June 2015, as known after entry", "Committed", virement.Sentence(), "!"+reversal.Sentence())
	h.pool.Budget("three", pooltest.NHSMinimum, "7.00")
	if shown(h.page(browser, then, 200)) != shown(text) || shown(h.page(browser, day, 200)) != shown(byDay) {
		t.Error("a shared address says something else later")
	}
	for query, want := range map[string]string{
		"asOf=seq:999999": "ends at entry", "asOf=nonsense": "is not a moment", "asOf=date:2015-02-31": "is not a date",
		"asOf=seq:5&from=seq:6": "does not come before", "asOf=date:2015-06-01&from=seq:4": "ask for both in the same way",
		"asOf=date:2015-06-01&knownAt=2015-06-01T22:59:59Z": "othing had been recorded",
	} {
		h.has(query, h.page(browser, at+"?"+query, http.StatusUnprocessableEntity), "There is a problem", want, "!£850,000.50")
	}
	h.page(pooltest.Browser(t), at, 401)
}

// shown is what a page shows of a moment.
func shown(text string) string {
	return text[strings.Index(text, `id="shown"`):strings.Index(text, "</main>")]
}

// sign signs where the house's fund stands, and gives the public half of the key.
func (h *house) sign() (public string) {
	h.Helper()
	folder := h.TempDir()
	public, err := seal.NewKey(folder, "council", rand.Reader)
	if err != nil {
		h.Fatal(err)
	}
	signer, err := seal.OpenSigner(filepath.Join(folder, "council.key"))
	if err != nil {
		h.Fatal(err)
	}
	head, err := h.pool.Journal.Head(h.Context(), h.pool.Fund)
	if err != nil {
		h.Fatal(err)
	}
	note, err := signer.Sign(seal.Head{Fund: h.pool.Fund, Size: head.Seq, Root: head.Root}, nil)
	if err != nil {
		h.Fatal(err)
	}
	c := journal.Checkpoint{Size: head.Seq, Key: signer.KeyID(), Root: head.Root, Note: note}
	if err := journal.NewLog(h.pool.DB.SignerPool(h.T)).AddCheckpoint(h.Context(), h.pool.Fund, c); err != nil {
		h.Fatal(err)
	}
	return public
}

// Checkpoints are listed with their signatures, and the newest is a file that its key opens.
func TestCheckpointsPage(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, virement, reversal := h.history()
	at := fund + "/checkpoints"
	h.has("nothing signed", h.page(browser, at, 200), "Nothing has been signed yet", "!Download the newest",
		fmt.Sprintf("%s:%d:", h.pool.Fund, reversal.Seq))
	h.page(browser, at+"/newest", 404)
	h.sign()
	h.pool.Budget("three", pooltest.NHSMinimum, "7.00")
	text := h.page(browser, at, 200)
	h.has("one signed", text, "Download the newest", fmt.Sprintf(">%d</a>", reversal.Seq), "council&#43;", "1 of them came after",
		fmt.Sprintf("%s-%d.note", h.pool.Fund, reversal.Seq))
	_, note := h.ask(browser, "GET", at+"/newest", "")
	said, err := audit.ReadNote(note)
	if err != nil || said.Size != reversal.Seq || said.Fund != string(h.pool.Fund) {
		t.Errorf("the note: %v %s", err, note)
	}
	h.has("its entries", h.page(browser, fmt.Sprintf("%s/entries/%d", fund, virement.Seq), 200), "--key SIGNER.pub",
		fmt.Sprintf("A signed checkpoint of %d entries covers it", reversal.Seq))
	h.has("beyond it", h.page(browser, fmt.Sprintf("%s/entries/%d", fund, reversal.Seq+1), 200), "No signed checkpoint covers it yet")
}
