package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"pooled/internal/pooltest"
)

// send sends a file as the form does, and returns the answer; names and values of the form's other fields follow.
func (h *house) send(browser *http.Client, name, file string, fields ...string) (reply, string) {
	h.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for n := 0; n < len(fields); n += 2 {
		if err := form.WriteField(fields[n], fields[n+1]); err != nil {
			h.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		h.Fatal(err)
	}
	if _, err := part.Write([]byte(file)); err != nil {
		h.Fatal(err)
	}
	if err := form.Close(); err != nil {
		h.Fatal(err)
	}
	return h.ask(browser, "POST", h.uploadAt(), body.String(), "Accept", "text/html", "Content-Type", form.FormDataContentType())
}

func (h *house) uploadAt() string { return "/funds/" + string(h.pool.Fund) + "/upload" }

// rest waits until an upload is at rest, and returns its page.
func (h *house) rest(browser *http.Client, at string) string {
	h.Helper()
	for range 1200 {
		answer, text := h.ask(browser, "GET", at, "", html...)
		if answer.status != 200 {
			h.Fatalf("%s: %d %s", at, answer.status, main(text))
		}
		if !strings.Contains(text, "<progress") {
			return main(text)
		}
		time.Sleep(50 * time.Millisecond)
	}
	h.Fatalf("%s does not end", at)
	return ""
}

// checked sends a file that is taken, and returns the page of its check and its address.
func (h *house) checked(browser *http.Client, name, file string, fields ...string) (page, at string) {
	h.Helper()
	answer, text := h.send(browser, name, file, fields...)
	if answer.status != http.StatusSeeOther {
		h.Fatalf("%s was not taken: %d %s", name, answer.status, main(text))
	}
	at = answer.header.Get("Location")
	return h.rest(browser, at), at
}

// posted confirms an upload that was checked, and returns the page of its end.
func (h *house) posted(browser *http.Client, at string) string {
	h.Helper()
	if answer, text := h.ask(browser, "POST", at, "step=confirm"); answer.status != http.StatusSeeOther {
		h.Fatalf("confirming: %d %s", answer.status, main(text))
	}
	return h.rest(browser, at)
}

var entities = strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&#43;", "+", "&amp;", "&")

// main is what a page says, without what stands around it.
func main(text string) string {
	if at := strings.Index(text, "<main"); at >= 0 {
		text = text[at:]
	}
	return entities.Replace(text)
}

var tags = regexp.MustCompile(`(<[^>]*>|\s)+`)

func says(t *testing.T, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q: %s", want, tags.ReplaceAllString(page, " "))
		}
	}
}

const virements = "act,on,narrative,from.scheme,from.source,to.scheme,to.source,amount\r\n" +
	"vire-budget,1/6/2015,first,one,nhs-minimum,two,nhs-minimum,\"£1,000.5\"\r\n" +
	"\r\n" +
	"vire-budget,2015-06-01,<script>alert(1)</script>,one,nhs-minimum,two,nhs-minimum,999999999.00\r\n" +
	"vire-budget,2015-06-01,=1+1,two,nhs-minimum,one,nhs-minimum,1000.50\r\n" +
	"no-such-act,2015-06-01,x,two,nhs-minimum,one,nhs-minimum,1.00\r\n" +
	"vire-budget,2015-06-01,last,two,nhs-minimum,one,nhs-minimum,ten\r\n"

// A table is checked, then posted; each wrong line in it is named by its row, and costs the others nothing.
func TestUploadATable(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	before := h.seq()
	page, at := h.checked(browser, "virements.csv", virements)
	says(t, page, "Nothing has been posted yet. 5 lines (CSV) tried", "Would be posted</dt><dd>2<", "Would be refused</dt><dd>3<",
		`<th scope="row" class="govuk-table__header govuk-table__header--numeric">4</th>`, "There is no act \"no-such-act\"",
		"<code>amount</code>", "Refused lines", "£999,999,999.00 is more than")
	if h.seq() != before {
		t.Error("a check posted something")
	}
	page = h.posted(browser, at)
	says(t, page, "The file (CSV) is done: 5 lines.", "Posted</dt><dd>2<", "Refused</dt><dd>3<")
	if h.seq() != before+2 {
		t.Errorf("%d entries, want 2", h.seq()-before)
	}
	h.posted(browser, at) // confirmed twice
	_, all := h.ask(browser, "GET", at+"?show=all", "", html...)
	says(t, all, fmt.Sprintf("/entries/%d\">Entry %d<", before+1, before+1))
	_, results := h.ask(browser, "GET", at+"/files/results.csv", "")
	says(t, results, fmt.Sprintf("2,vire-budget,posted,%d,", before+1), "4,vire-budget,refused,", "6,no-such-act,refused,",
		"7,vire-budget,refused,,,amount,")
	_, refused := h.ask(browser, "GET", at+"/files/refused.csv", "")
	says(t, refused, "act,on,narrative,from.scheme,from.source,to.scheme,to.source,amount,refusal\r\n", "999999999.00",
		",ten,")
	if strings.Contains(refused, "first") || strings.Count(refused, "\r\n") != 4 {
		t.Errorf("the refused lines: %s", refused)
	}
	// The same acts again, in the same or in another kind of file, are posted once.
	page, at = h.checked(browser, "again.csv", "\ufeff"+strings.ReplaceAll(virements, "\r\n", "\n"))
	says(t, page, "Posted before, and not again</dt><dd>2<")
	says(t, h.posted(browser, at), "Posted before, and not again</dt><dd>2<", "Refused</dt><dd>3<")
	// The refused lines, mended, are a file of their own.
	mended := strings.NewReplacer("999999999.00", "1.00", ",ten,", ",0.50,").Replace(refused)
	_, at = h.checked(browser, "refused.csv", mended)
	says(t, h.posted(browser, at), "Posted</dt><dd>2<", "Refused</dt><dd>1<")
	if h.seq() != before+4 {
		t.Errorf("%d entries, want 4", h.seq()-before)
	}
	if strings.Contains(h.log.String(), "alert") || strings.Contains(h.log.String(), "virements.csv") {
		t.Error("the log holds what was sent")
	}
}

// Acts as pooled import reads them; whoever sends them asks for nobody else.
func TestUploadNDJSON(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	before := h.seq()
	line := func(rest string) string {
		return `{"act":"vire-budget","on":"2015-06-01",` + rest + `"fields":{"from":{"scheme":"one","source":"nhs-minimum"},` +
			`"to":{"scheme":"two","source":"nhs-minimum"},"amount":"1.00"}}` + "\n"
	}
	file := line(`"as":"ada","fund":"`+string(h.pool.Fund)+`","key":"k-1",`) + "\n" + line(`"as":"ben",`) + "not JSON\n" +
		line(`"fund":"elsewhere",`) + line("")
	_, at := h.checked(browser, "acts.ndjson", file)
	page := h.posted(browser, at)
	says(t, page, "Posted</dt><dd>2<", "Refused</dt><dd>3<", "<code>as</code>", "The line says ben, and you send the file as ada",
		"<code>fund</code>", `numeric">3</th>`, `numeric">4</th>`)
	if h.seq() != before+2 {
		t.Errorf("%d entries, want 2", h.seq()-before)
	}
	answer, refused := h.ask(browser, "GET", at+"/files/refused.ndjson", "")
	if answer.header.Get("Content-Type") != "application/x-ndjson" || !strings.Contains(refused, "not JSON\n") ||
		strings.Count(refused, "\n") != 3 {
		t.Errorf("the refused lines: %v %s", answer.header, refused)
	}
	// A key of a line's own is good in whatever file.
	_, at = h.checked(browser, "one.jsonl", line(`"as":"ada","fund":"`+string(h.pool.Fund)+`","key":"k-1",`))
	says(t, h.posted(browser, at), "Posted before, and not again</dt><dd>1<")
}

// A line that rests on an earlier one is checked as it would be posted.
func TestUploadIsCheckedInOrder(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	file := "act,id,commitment,scheme,source,provider,form,amount,direction,reason,on\n" +
		"raise-commitment,new-1,,one,nhs-minimum,test-trust,contract,100,,,2015-06-01\n" +
		"vary-commitment,,new-1,,,,,50,increase,more beds,2015-06-01\n" +
		"vary-commitment,,new-2,,,,,50,increase,more beds,2015-06-01\n"
	page, _ := h.checked(browser, "c.csv", file)
	says(t, page, "Would be posted</dt><dd>2<", "Would be refused</dt><dd>1<", `numeric">4</th>`)
}

// Others' pages, other people and other funds have no hand in an upload.
func TestUploadIsItsSenders(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	before := h.seq()
	_, at := h.checked(browser, "virements.csv", virements)
	for _, path := range []string{h.uploadAt(), at} {
		if answer, _ := h.ask(browser, "POST", path, "step=confirm", "Sec-Fetch-Site", "cross-site"); answer.status != 403 {
			t.Errorf("%s from another site: %d", path, answer.status)
		}
		if answer, text := h.ask(http.DefaultClient, "POST", path, "step=confirm"); answer.status != 401 {
			t.Errorf("%s by nobody: %d %s", path, answer.status, text)
		}
	}
	for _, path := range []string{h.uploadAt(), at, at + "/steps", at + "/files/results.csv", h.uploadAt() + "/templates/vire-budget.csv"} {
		if answer, _ := h.ask(http.DefaultClient, "GET", path, ""); answer.status != 401 {
			t.Errorf("%s by nobody: %d", path, answer.status)
		}
		if answer, _ := h.ask(h.stranger(), "GET", path, "", html...); answer.status != 404 {
			t.Errorf("%s by somebody without a post: %d", path, answer.status)
		}
	}
	for _, body := range []string{"", "step=", "step=everything", "x=%zz"} {
		if answer, _ := h.ask(browser, "POST", at, body); answer.status != 422 {
			t.Errorf("%q: %d", body, answer.status)
		}
	}
	if answer, text := h.ask(browser, "POST", at, "step=aside"); answer.status != 303 || h.seq() != before {
		t.Errorf("put aside: %d %s", answer.status, text)
	}
	answer, text := h.ask(browser, "GET", at, "", html...)
	if answer.status != 404 {
		t.Errorf("put aside it is there: %d", answer.status)
	}
	says(t, main(text), "Upload the same file again")
}

// stranger is the browser of somebody who is signed in and has no post.
func (h *house) stranger() *http.Client {
	h.Helper()
	browser := pooltest.Browser(h.T)
	if answer, text := h.ask(browser, "POST", "/sign-in/development", "person=zoe"); answer.status != 303 {
		h.Fatalf("signing in: %d %s", answer.status, text)
	}
	return browser
}
