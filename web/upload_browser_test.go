package web_test

import (
	"context"
	"encoding/json"
	"fmt"
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
	send(file("pennies.csv", toAndFro(40_000)))
	h.seen(ctx, "Checking: ")
	still, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.documentElement.innerHTML"))
	call(t, true, err)
	h.moves(ctx)
	h.seen(ctx, "Would be posted\n40,000") // the page shows itself anew
	h.click(ctx, "button[value=aside]")
	h.seen(ctx, "Upload a file of acts")
	call(t, true, chromedp.Do(ctx, chromedp.Navigate(h.base+"/funds")))
	quoted, err := json.Marshal(still)
	_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](
		"document.documentElement.innerHTML = "+string(call(t, quoted, err))+"; true"))
	call(t, true, err)
	look("a file at work") // as it was, and without what moves it
	h.withoutScript(ctx, file("pennies.csv", toAndFro(1000)), send)
}

// moves waits for the bar to move. The page shows itself anew at the end, so that it is asked again and again.
func (h *house) moves(ctx context.Context) {
	h.Helper()
	first := -1.0
	for {
		at, err := chromedp.Run(ctx, chromedp.Evaluate[float64](`document.querySelector("progress")?.value ?? -1`))
		switch call(h.T, at, err); {
		case at > first && first >= 0:
			return
		case at < first:
			h.Error("the bar does not move")
			return
		}
		first = at
		time.Sleep(50 * time.Millisecond)
	}
}

// withoutScript sends and posts a file in a browser that runs no script.
func (h *house) withoutScript(ctx context.Context, path string, send func(string)) {
	h.Helper()
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, off)
	call(h.T, true, err)
	before := h.seq()
	send(path)
	h.ends(ctx, "Nothing has been posted yet")
	h.click(ctx, "button[value=confirm]")
	h.ends(ctx, "is done: 1,000 lines")
	h.click(ctx, "button[value=aside]")
	h.seen(ctx, "Upload a file of acts")
	if h.seq() != before+1000 {
		h.Errorf("%d entries, want 1,000", h.seq()-before)
	}
}

// ends waits until the page says something, and asks how far it is by the link until then.
func (h *house) ends(ctx context.Context, want string) {
	h.Helper()
	var text string
	for range 600 {
		found, err := chromedp.Run(ctx, chromedp.Text("body"))
		if text = found; err == nil && strings.Contains(text, want) {
			return
		}
		if strings.Contains(text, "Show how far it is") {
			h.click(ctx, "main p a")
		}
		time.Sleep(100 * time.Millisecond)
	}
	h.Fatalf("the page never says %q: %s", want, text)
}
