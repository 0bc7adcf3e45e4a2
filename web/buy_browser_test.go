package web_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A link worker finds, buys and sees what is left on a phone, with script and without it; no page has a fault that axe
// finds, or scrolls sideways, on the narrowest phone and on a wall, by day and by night.
func TestBuyOnAPhone(t *testing.T) {
	h := open(t, true)
	h.onAPhone(h.worker(), h.buyOnAPhone)
}

// A link worker is offered the budget of the client that they typed, and buys from it, on a phone.
func TestBuyFromABudgetOnAPhone(t *testing.T) {
	h := open(t, true)
	lin := h.worker()
	h.allocate()
	h.onAPhone(lin, h.buyFromABudgetOnAPhone)
}

// onAPhone has somebody walk through pages on a narrow window, with script, where each page is looked at, and without.
func (h *house) onAPhone(browser *http.Client, walk func(ctx context.Context, look func(page string))) {
	h.Helper()
	ctx := chromium(h.T)
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		h.Skip("axe-core IS NOT INSTALLED, SO NO PAGE IS LOOKED AT: make assets")
	}
	h.enter(ctx, browser)
	call(h.T, true, chromedp.Do(ctx, chromedp.EmulateViewport(360, 780)))
	for _, off := range []bool{false, true} {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: off})
		call(h.T, true, err)
		look := func(string) {}
		if !off {
			look = func(page string) { h.lookAt(ctx, page, string(axe)) }
		}
		walk(ctx, look)
	}
}

// fills types into a field of the page that is open.
func (h *house) fills(ctx context.Context, field, text string) {
	h.Helper()
	call(h.T, true, chromedp.Do(ctx, chromedp.SetValue(field, text)))
}

// buyFromABudgetOnAPhone goes from a service to a purchase that the host pays from a client's budget.
func (h *house) buyFromABudgetOnAPhone(ctx context.Context, look func(page string)) {
	h.Helper()
	h.visit(ctx, "/funds/"+string(h.pool.Fund)+"/buy/gym")
	h.press(ctx, `.price button`, "For which client")
	h.fills(ctx, "#client", "client-5a5a")
	h.fills(ctx, "#price", "20")
	h.fills(ctx, "#on", "1/6/2015")
	h.press(ctx, `form.buy button.govuk-button`, "This client has a personal health budget")
	look("budget offered")
	h.fills(ctx, "#float", "budget:h-host")
	h.press(ctx, `form.buy button.govuk-button`, "There is a problem")
	look("budget without an invoice")
	h.fills(ctx, "#number", "INV-"+rand.Text()[:8])
	h.fills(ctx, "#received", "31/5/2015")
	h.press(ctx, `form.buy button.govuk-button`, "What is left: Personal health budget h-host")
	look("budget check")
	h.press(ctx, `button[value="confirm"]`, "It is bought from the personal health budget")
	look("budget purchases")
}

// buyOnAPhone goes from the fund to a purchase. Each page on the way is looked at.
func (h *house) buyOnAPhone(ctx context.Context, look func(page string)) {
	h.Helper()
	fill := func(field, text string) { h.Helper(); h.fills(ctx, field, text) }
	h.visit(ctx, "/funds/"+string(h.pool.Fund)+"/work")
	h.press(ctx, `.parts a[href$="/buy"]`, "Find something to buy")
	look("find")
	fill("#search", "zeppelin")
	h.press(ctx, `form[role="search"] button`, "Nothing was found")
	look("nothing found")
	fill("#search", "gym")
	fill("#day", "thursday")
	h.press(ctx, `form[role="search"] button`, "Gym \"plus\"")
	look("found")
	h.press(ctx, `.card a`, "What it costs")
	look("service")
	h.press(ctx, `.price button`, "For which client")
	fill("#client", "client-beef")
	fill("#price", "20")
	fill("#on", "1/6/2015")
	h.press(ctx, `form.buy button.govuk-button`, "There is a problem")
	look("refused")
	fill("#client", "client-7f3a")
	h.press(ctx, `form.buy button.govuk-button`, "It is bought as soon as you press Buy")
	look("check")
	h.press(ctx, `button[value="confirm"]`, "It is bought")
	look("purchases")
}

// lookAt holds the page that is open against axe and the window, by day and by night, on a phone and on a wall.
func (h *house) lookAt(ctx context.Context, page, axe string) {
	h.Helper()
	for _, one := range []struct {
		scheme string
		width  int64
	}{{"light", 320}, {"dark", 360}, {"light", 1280}, {"dark", 1920}} {
		features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: one.scheme}}
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		call(h.T, true, err)
		call(h.T, true, chromedp.Do(ctx, chromedp.EmulateViewport(one.width, 900)))
		h.sound(ctx, page+", "+one.scheme, axe)
	}
	h.picture(ctx, "buy-"+page)
	call(h.T, true, chromedp.Do(ctx, chromedp.EmulateViewport(360, 780)))
}
