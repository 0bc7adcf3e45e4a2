package web_test

import (
	"context"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A link worker finds, buys and sees what is left on a phone, with script and without it; no page has a fault that axe
// finds, or scrolls sideways, on the narrowest phone and on a wall, by day and by night.
func TestBuyOnAPhone(t *testing.T) {
	ctx := chromium(t)
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core IS NOT INSTALLED, SO NO PAGE IS LOOKED AT: make assets")
	}
	h := open(t, true)
	h.enter(ctx, h.worker())
	call(t, true, chromedp.Do(ctx, chromedp.EmulateViewport(360, 780)))
	for _, off := range []bool{false, true} {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: off})
		call(t, true, err)
		look := func(string) {}
		if !off {
			look = func(page string) { h.lookAt(ctx, page, string(axe)) }
		}
		h.buyOnAPhone(ctx, look)
	}
}

// buyOnAPhone goes from the fund to a purchase. Each page on the way is looked at.
func (h *house) buyOnAPhone(ctx context.Context, look func(page string)) {
	h.Helper()
	fill := func(field, text string) {
		h.Helper()
		call(h.T, true, chromedp.Do(ctx, chromedp.SetValue(field, text)))
	}
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
