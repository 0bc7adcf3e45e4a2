package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Every journey of those who work in a fund goes to its end in a browser that runs no script: what a page needs stands
// in it.
func TestJourneysWithoutScript(t *testing.T) {
	ctx := chromium(t)
	h := open(t, true)
	h.enter(ctx, h.officer())
	waiting := h.propose("ben", "200000.00")
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true})
	call(t, true, err)
	fund := "/funds/" + string(h.pool.Fund)

	// Decide what waits, from the inbox.
	h.visit(ctx, fund)
	h.press(ctx, `.parts a[href$="/inbox"]`, "Waiting for you")
	h.press(ctx, `.waiting__do a[href*="approve-proposal"]`, "Approve a proposal")
	h.press(ctx, `button.govuk-button[value="preview"]`, "look at it before it is done")
	h.press(ctx, `button[value="confirm"]`, "Entry ")
	h.visit(ctx, fund+"/registers/proposals/"+waiting)
	h.reads(ctx, "approved")

	// Raise a commitment, refused first, changed once more, and found by its amount.
	h.visit(ctx, fund+"/registers/commitments")
	h.press(ctx, `a[href$="/do/raise-commitment"]`, "Raise a commitment")
	for _, one := range [][2]string{
		{"#id", "homes"},
		{"#provider", "test-trust"},
		{"#amount", "nonsense"},
		{"#on", "1/6/2015"},
	} {
		call(t, true, chromedp.Do(ctx, chromedp.SendKeys(one[0], one[1])))
	}
	for _, one := range [][2]string{{"#scheme", "one"}, {"#source", "nhs-minimum"}, {"#form", "contract"}} {
		call(t, true, chromedp.Do(ctx, chromedp.SetValue("select"+one[0], one[1])))
	}
	h.press(ctx, `button.govuk-button[value="preview"]`, "There is a problem")
	call(t, true, chromedp.Do(ctx, chromedp.SetValue("#amount", "£12.34")))
	h.press(ctx, `button.govuk-button[value="preview"]`, "£12.34")
	h.press(ctx, `button[value="change"]`, "Raise a commitment")
	h.press(ctx, `button.govuk-button[value="preview"]`, "£12.34")
	h.press(ctx, `button[value="confirm"]`, "Entry ")
	h.press(ctx, `.parts a[href$="/search"]`, "What to look for")
	call(t, true, chromedp.Do(ctx, chromedp.SendKeys("#q", "£12.34")))
	h.press(ctx, `form[role="search"] button`, "Commitment homes")
	h.press(ctx, `main a[href$="/commitments/homes"]`, "Entries that made it and changed it")

	// Narrow a register.
	h.visit(ctx, fund+"/registers/commitments")
	call(t, true, chromedp.Do(ctx, chromedp.SetValue("#provider", "test-trust")))
	h.press(ctx, `form[role="search"] button`, "Show all")
	h.reads(ctx, "homes")
}

// The Board finds its figures, goes back in time and comes to its paper in a browser that runs no script.
func TestBoardWithoutScript(t *testing.T) {
	ctx := chromium(t)
	h := open(t, true)
	h.enter(ctx, h.member())
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true})
	call(t, true, err)
	fund := "/funds/" + string(h.pool.Fund)
	h.visit(ctx, "/funds")
	h.press(ctx, `main a[href="`+fund+`"]`, "What is at risk")
	h.reads(ctx, "£850,000.50")
	call(t, true, chromedp.Do(ctx, chromedp.Click("figure:first-of-type summary")))
	call(t, true, chromedp.Do(ctx, chromedp.WaitVisible("#contributions-caption")))
	call(t, true, chromedp.Do(ctx, chromedp.SetValue("#asOf", "period:2015-16/01")))
	h.press(ctx, ".asked button", "At the end of period 2015-16/01")
	h.press(ctx, ".asked a:first-of-type", "At the end of period 2015-16/01")
	h.press(ctx, `.asked a[href="`+fund+`"]`, "After entry")
	h.press(ctx, `.asked a[href*="/pack"]`, "How to check this paper")
	call(t, true, chromedp.Do(ctx, chromedp.WaitVisible("#contributions-caption")))
}

// visit opens a page.
func (h *house) visit(ctx context.Context, path string) {
	h.Helper()
	call(h.T, true, chromedp.Do(ctx, chromedp.Navigate(h.base+path)))
}

// press follows a link or sends a form, and holds the page that comes to say something.
func (h *house) press(ctx context.Context, what, says string) {
	h.Helper()
	response, err := chromedp.RunResponse(ctx, chromedp.Click(what))
	if call(h.T, response, err); response.Status >= 500 {
		h.Fatalf("pressing %s: %d", what, response.Status)
	}
	h.reads(ctx, says)
}

// reads holds the page that is open to say something.
func (h *house) reads(ctx context.Context, says string) {
	h.Helper()
	text, err := chromedp.Run(ctx, chromedp.Text("main"))
	if call(h.T, text, err); !strings.Contains(text, says) {
		h.Fatalf("the page does not say %q: %s", says, text)
	}
}
