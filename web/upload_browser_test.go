package web_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// seen is the page that a browser has open, when it holds a text.
func (h *house) seen(ctx context.Context, want string) string {
	h.Helper()
	var text string
	for range 1200 {
		found, err := chromedp.Run(ctx, chromedp.Text("body"))
		if text = found; err == nil && strings.Contains(text, want) {
			return text
		}
		time.Sleep(50 * time.Millisecond)
	}
	h.Fatalf("the page never says %q: %s", want, text)
	return ""
}

func (h *house) click(ctx context.Context, what string) {
	h.Helper()
	call(h.T, true, chromedp.Do(ctx, chromedp.Click(what)))
}

// picture keeps a picture of the page for whoever asks for them: POOLED_PICTURES names the folder.
func (h *house) picture(ctx context.Context, name string) {
	h.Helper()
	folder := os.Getenv("POOLED_PICTURES")
	if folder == "" {
		return
	}
	for _, width := range []int64{320, 1280} {
		call(h.T, true, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		path := filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, width))
		if err := os.WriteFile(path, call(h.T, png, err), 0o600); err != nil {
			h.Fatal(err)
		}
	}
}

// A finance officer sends a file, mends it where it is refused, sees what would become of it, and posts it; no page on
// the way has a fault that axe finds or scrolls sideways. The bar moves by itself where there is script, and by a link
// where there is none.
func TestUploadInABrowser(t *testing.T) {
	ctx := chromium(t)
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core IS NOT INSTALLED, SO NO PAGE IS LOOKED AT: make assets")
	}
	h := open(t, true)
	browser := h.member()
	before := h.seq()
	_, value, _ := strings.Cut(cookiesOf(t, browser, h.base), "=")
	_, err = chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: "pooled", Value: value, URL: h.base})
	call(t, true, err)
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	look := func(what string) {
		t.Helper()
		h.picture(ctx, strings.ReplaceAll(what, " ", "-"))
		call(t, true, chromedp.Do(ctx, chromedp.EmulateViewport(320, 900)))
		h.sound(ctx, what, string(axe))
	}
	send := func(path string) {
		t.Helper()
		call(t, true, chromedp.Do(ctx, chromedp.Navigate(h.base+h.uploadAt()),
			chromedp.SetUploadFiles("#file", []string{path})))
		h.click(ctx, "form[enctype] button")
	}
	call(t, true, chromedp.Do(ctx, chromedp.Navigate(h.base+h.uploadAt())))
	look("the form")
	send(file("old.csv", "\xff\xfea\x00"))
	h.seen(ctx, "UTF-16")
	look("a refused file")
	send(file("virements.csv", virements))
	h.seen(ctx, "Nothing has been posted yet")
	look("a checked file")
	h.click(ctx, "button[value=confirm]")
	h.seen(ctx, "The file (CSV) is done: 5 lines")
	look("a posted file")
	if h.seq() != before+2 {
		t.Errorf("%d entries, want 2", h.seq()-before)
	}
	send(file("pennies.csv", toAndFro(15_000)))
	h.seen(ctx, "Checking: ")
	look("a file at work")
	moved, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`new Promise(done => {
		const bar = document.querySelector("progress"), first = bar.value;
		const look = () => bar.value > first ? done(true) : setTimeout(look, 20);
		look();
	})`, chromedp.EvalAwaitPromise))
	if !call(t, moved, err) {
		t.Error("the bar does not move")
	}
	h.seen(ctx, "Would be posted\n15,000") // the page shows itself anew
	h.click(ctx, "button[value=aside]")
	h.seen(ctx, "Upload a file of acts")
	h.withoutScript(ctx, browser, file("pennies.csv", toAndFro(1000)), send)
}

// withoutScript sends and posts a file in a browser that runs no script.
func (h *house) withoutScript(ctx context.Context, browser *http.Client, path string, send func(string)) {
	h.Helper()
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, off)
	call(h.T, true, err)
	before := h.seq()
	send(path)
	for _, step := range []string{"confirm", "aside"} {
		at, err := chromedp.Run(ctx, chromedp.Location())
		h.rest(browser, strings.TrimPrefix(call(h.T, at, err), h.base))
		if text := h.seen(ctx, "lines"); strings.Contains(text, "It goes on if you close this page") {
			h.click(ctx, "main p a") // shows how far it is
		}
		h.click(ctx, "button[value="+step+"]")
	}
	h.seen(ctx, "Upload a file of acts")
	if h.seq() != before+1000 {
		h.Errorf("%d entries, want 1,000", h.seq()-before)
	}
}
