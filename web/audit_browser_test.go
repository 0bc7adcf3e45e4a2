package web_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pooled/internal/pooltest"
)

// walk is a browser that is signed in as somebody, on their way through the pages.
type walk struct {
	*house
	ctx context.Context
}

// walks opens a browser for whoever has the cookie.
func (h *house) walks(cookie string) walk {
	h.Helper()
	ctx := chromium(h.T)
	_, value, _ := strings.Cut(cookie, "=")
	_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: "pooled", Value: value, URL: h.base})
	call(h.T, true, err)
	return walk{h, ctx}
}

// does does something, and fails the test where it cannot be done within a while.
func (w walk) does(what string, actions ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.Fatalf("%s: %v", what, err)
	}
}

// script lets pages run scripts, or not.
func (w walk) script(runs bool) {
	w.Helper()
	_, err := chromedp.Call(w.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: !runs})
	call(w.T, true, err)
}

// follow clicks on a link by its text.
func (w walk) follow(text string) {
	w.Helper()
	link := `//a[normalize-space()="` + text + `"]`
	w.does("follow "+text, chromedp.Click(chromedp.Search("//main"+link+"|//nav"+link)))
}

// says waits until the page says something, and gives its text.
func (w walk) says(want string) string {
	w.Helper()
	text := ""
	for range 200 {
		found, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
		if text = found; err == nil && strings.Contains(text, want) {
			return text
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.Fatalf("the page does not say %q: %s", want, text)
	return ""
}

// An auditor finds an entry in the journal, reads why it was allowed and how to check it, and sees the fund as it stood
// then, without script; and with it slides through time.
func TestAuditorsJourney(t *testing.T) {
	h := open(t, true)
	browser, fund, virement, reversal := h.history()
	h.sign()
	w := h.walks(cookiesOf(t, browser, h.base))
	w.script(false)
	w.does("open the fund", chromedp.Navigate(h.base+fund))
	w.follow("Audit")
	w.follow("Journal")
	w.says(virement.Sentence())
	w.does("open the choice", chromedp.Click(chromedp.CSS("summary")), chromedp.SendKeys(chromedp.CSS("#words"), "virement"),
		chromedp.SendKeys(chromedp.CSS("#from"), "1/6/2015"), chromedp.Submit(chromedp.CSS("#words")))
	reversed := fmt.Sprintf("Entry %d reversed", virement.Seq)
	if text := w.says("Entries that are all of what is asked for"); strings.Contains(text, reversed) {
		t.Errorf("what was not asked for is shown: %s", text)
	}
	w.follow(fmt.Sprint(virement.Seq))
	w.says(fmt.Sprintf("Entry %d\n", virement.Seq))
	w.says("--key SIGNER.pub")
	w.follow(fmt.Sprintf("Entry %d", reversal.Seq))
	w.says("Reverses")
	w.follow("The fund after this entry")
	w.says(fmt.Sprintf("After entry %d of the journal", reversal.Seq))
	w.does("type an entry", chromedp.SetValue(chromedp.CSS("#entry"), fmt.Sprint(virement.Seq)),
		chromedp.SetValue(chromedp.CSS("#sinceEntry"), "3"), chromedp.Submit(chromedp.CSS("#entry")))
	w.says(fmt.Sprintf("What changed from entry 3 to entry %d", virement.Seq))
	w.follow("Audit")
	w.follow("Checkpoints")
	w.says("The newest covers every entry of the journal")
	w.script(true)
	w.follow("Audit")
	w.follow("Through time")
	w.says(fmt.Sprintf("After entry %d of the journal", reversal.Seq))
	w.does("slide to the beginning", chromedp.Focus(chromedp.CSS(`input[type="range"]`)), chromedp.KeyEvent(kb.Home))
	w.says("After entry 1 of the journal")
	w.says("Nothing has been agreed")
	at, err := chromedp.Run(w.ctx, chromedp.Location())
	if call(t, at, err) != h.base+fund+"/through-time?asOf=seq%3A1" {
		t.Errorf("the address of what is shown is %s", at)
	}
}

// An auditor goes over the risks, has the journal verified and hears how it ends, with script and without. No page on
// the way has a fault that axe finds or scrolls sideways.
func TestAuditorsWholeJournal(t *testing.T) {
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core IS NOT INSTALLED, SO NO PAGE IS LOOKED AT: make assets")
	}
	h := alone(t)
	browser, fund, _, reversal := h.auditor()
	for n := range 40 {
		h.pool.Must("bob", "2015-06-03", pooltest.Vire("one", "three", fmt.Sprintf("%d.00", 1000*(n%7+1))))
	}
	w := h.walks(cookiesOf(t, browser, h.base))
	look := func(what string) {
		t.Helper()
		h.picture(w.ctx, what)
		for _, width := range []int64{320, 1280} {
			call(t, true, chromedp.Do(w.ctx, chromedp.EmulateViewport(width, 900)))
			h.sound(w.ctx, what, string(axe))
		}
	}
	w.does("open the start page", chromedp.Navigate(h.base+"/"))
	w.says("You need not choose")
	look("start")
	w.does("open the fund", chromedp.Navigate(h.base+fund))
	w.follow("Audit")
	w.says("For those who look into")
	look("audit")
	w.follow("Risks")
	w.says("Entries found")
	look("risks")
	w.follow("reversal")
	w.says("Entries found by reversal")
	look("risks-reversal")
	w.follow(fmt.Sprint(reversal.Seq))
	w.says(fmt.Sprintf("Entry %d\n", reversal.Seq))
	w.follow("Audit")
	w.follow("Export")
	w.says("No checkpoint has been signed yet")
	look("export")
	w.follow("Audit")
	w.follow("Verification")
	w.says("What it does not show")
	look("verification")
	release := h.hold()
	w.does("verify", chromedp.Click(chromedp.CSS("main form button")))
	w.says("At work:")
	look("verification-at-work")
	release()
	w.says("The journal is whole.") // the page shows itself anew
	look("verification-whole")
	release = h.hold()
	w.does("go over the risks", chromedp.Navigate(h.base+fund+"/risks"))
	w.says("up to two minutes")
	look("risks-at-work")
	release()
	w.says("Entries found") // likewise
	w.does("go back", chromedp.Navigate(h.base+fund+"/verification"))
	w.says("The journal is whole.")
	w.script(false)
	release = h.hold()
	w.does("verify again", chromedp.Click(chromedp.CSS("main form button")))
	w.says("At work:")
	release()
	for range 100 {
		if text := w.says("Verification"); strings.Contains(text, "The journal is whole.") {
			break
		}
		w.follow("Show how far it is")
		time.Sleep(50 * time.Millisecond)
	}
	w.says("The journal is whole.")
	release = h.hold()
	w.does("go over the risks", chromedp.Navigate(h.base+fund+"/risks"))
	w.says("up to two minutes")
	release()
	w.follow("Show what was found")
	w.says("Entries found")
}
