package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

// uploadFormView is what the template of the form that sends a file shows.
type uploadFormView struct {
	Fund, Error, Sheet string
	Acts               []choice
	Held               []fact
	LinesMax, MB       string
}

func (s *site) showUploadForm(w http.ResponseWriter, r *http.Request, status int, person *auth.Person,
	fields map[string]string, said string,
) error {
	fund := r.PathValue("fund")
	v := uploadFormView{
		Fund: fund, Error: said, Sheet: fields["sheet"], LinesMax: thousands(fileLinesMax),
		MB: strconv.Itoa(fileBytesMax >> 20),
	}
	for _, form := range s.forms().list {
		v.Acts = append(v.Acts, choice{form.Act, form.Summary, form.Act == fields["act"]})
	}
	slices.SortFunc(v.Acts, func(a, b choice) int { return strings.Compare(a.Name, b.Name) })
	for _, u := range s.shelf.of(api.Caller{Actor: person.Actor}, fund) {
		v.Held = append(v.Held, fact{u.name, uploadTitles[u.now()], u.address()})
	}
	main, err := part("upload", v)
	if err != nil {
		return err
	}
	title := "Upload a file of acts"
	if said != "" {
		title = "Error: " + title
	}
	return s.answer(w, r, status, layout{Title: title, Person: person, Main: main, Crumbs: crumbs(fund)[:2]})
}

// uploadTitles say how far an upload is.
var uploadTitles = map[uploadState]string{
	uploadChecking: "Being checked", uploadChecked: "Checked, not posted", uploadPosting: "Being posted",
	uploadStopped: "Stopped", uploadPosted: "Done",
}

// thousands is a count as people read it.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// uploadRowsMost is how many lines stand on a page.
const uploadRowsMost = 100

// uploadView is what the template of an upload shows.
type uploadView struct {
	Name, Kind, Title, Address string
	State                      uploadState
	AtWork, Confirmed, Parts   bool
	Able                       bool // some of it can be posted
	Lines, Done                int
	LinesText, DoneText        string
	Counts                     []fact
	Rows                       []uploadRow
	Showing                    string // which lines: refused, or all
	Others                     []fact // the other choice, and the next lines
	Files                      []fact
}

type uploadRow struct{ Row, Act, Became, Address, Link, Field, Said string }

// showUpload shows how far an upload is, and what became of its lines.
func (s *site) showUpload(w http.ResponseWriter, r *http.Request) error {
	person, u, err := s.uploadOf(r)
	if err != nil {
		return err
	}
	state, done, counts := u.progress()
	v := uploadView{
		Name: u.name, Kind: string(u.kind), Title: uploadTitles[state], Address: u.address(), State: state,
		AtWork: state.atWork(), Confirmed: u.isConfirmed(), Parts: u.lines > api.RehearsedMax, Lines: u.lines, Done: done,
		LinesText: thousands(u.lines) + " lines", DoneText: thousands(done),
	}
	if u.lines == 1 {
		v.LinesText = "1 line"
	}
	v.Able = counts[lineRefused] < u.lines || v.Parts
	words := classWords(v.Confirmed)
	for class, n := range counts {
		if n > 0 {
			v.Counts = append(v.Counts, fact{Name: words[class].count, Text: thousands(n)})
		}
	}
	if !v.AtWork {
		s.listOutcomes(&v, u, r.URL.Query(), counts[lineRefused])
	}
	main, err := part("upload-one", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: v.Title + ": " + u.name, Person: person, Main: main, Moving: v.AtWork,
		Crumbs: append(crumbs(u.fund)[:2], crumb{"Upload", "/funds/" + u.fund + "/upload"}),
	})
}

func (u *upload) isConfirmed() bool {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	return u.confirmed
}

// outcomeWords say what became of a line, and of how many.
type outcomeWords struct{ one, count string }

// classWords are those of each class of outcome, before and after lines are posted.
func classWords(confirmed bool) [outcomeClasses]outcomeWords {
	if confirmed {
		return [outcomeClasses]outcomeWords{
			{"Posted", "Posted"},
			{"Posted before", "Posted before, and not again"},
			{"Waits for approval", "Waiting for approval"},
			{"Refused", "Refused"},
		}
	}
	return [outcomeClasses]outcomeWords{
		{"Would be posted", "Would be posted"},
		{"Posted before", "Posted before, and not again"},
		{"Would wait for approval", "Would wait for approval"},
		{"Would be refused", "Would be refused"},
	}
}

// listOutcomes lists a page of the lines: those refused, where there are some and nobody asked for all.
func (s *site) listOutcomes(v *uploadView, u *upload, asked url.Values, refused int) {
	v.Showing = asked.Get("show")
	if v.Showing != "all" && v.Showing != "refused" {
		if v.Showing = "refused"; refused == 0 {
			v.Showing = "all"
		}
	}
	from, _ := strconv.Atoi(asked.Get("from")) // else from the first
	words, number, skipped := classWords(v.Confirmed), 0, max(from, 0)
	for _, o := range u.results() {
		if v.Showing == "refused" && o.class != lineRefused {
			continue
		}
		if number++; number <= skipped {
			continue
		}
		if len(v.Rows) == uploadRowsMost {
			next := url.Values{"show": {v.Showing}, "from": {strconv.Itoa(number - 1)}}
			v.Others = append(v.Others, fact{"The next lines", "", v.Address + "?" + next.Encode()})
			break
		}
		v.Rows = append(v.Rows, rowOf(u.fund, o, words, v.Confirmed))
	}
	switch {
	case v.Showing == "refused":
		v.Others = append(v.Others, fact{"Show all lines", "", v.Address + "?show=all"})
	case refused > 0:
		v.Others = append(v.Others, fact{"Show the refused lines alone", "", v.Address + "?show=refused"})
	}
	v.Files = append(v.Files, fact{"What became of each line (CSV)", "", v.Address + "/files/results.csv"})
	if refused > 0 {
		v.Files = append(v.Files, fact{
			"The refused lines, to mend and send again (" + strings.ToUpper(u.refusedKind()) + ")", "",
			v.Address + "/files/refused." + u.refusedKind(),
		})
	}
}

func rowOf(fund string, o outcome, words [outcomeClasses]outcomeWords, confirmed bool) uploadRow {
	row := uploadRow{Row: strconv.Itoa(int(o.row)), Act: o.act, Became: words[o.class].one, Said: o.said}
	if o.class == lineRefused {
		row.Field, row.Said = fieldOfRefusal(o.said)
	}
	if o.class == lineWaits {
		row.Said = "It waits for " + o.said + "."
	}
	switch {
	case o.proposal != "" && confirmed:
		row.Link, row.Address = "Proposal "+o.proposal, documentAddress(fund, "proposals", o.proposal)
	case o.entry > 0 && (confirmed || o.class == linePostedBefore):
		row.Link, row.Address = "Entry "+strconv.FormatInt(o.entry, 10), entryAddress(fund, o.entry)
	}
	return row
}

// fieldOfRefusal parts a refusal into the field that it begins with and what it says.
func fieldOfRefusal(said string) (field, rest string) {
	if at, after, ok := strings.Cut(said, ": "); ok && columnName.MatchString(at) {
		return at, sentenceCase(after)
	}
	if name, ok := strings.CutSuffix(said, " is missing"); ok && plainName.MatchString(name) {
		return name, "It is missing: fill it in"
	}
	return "", sentenceCase(said)
}
