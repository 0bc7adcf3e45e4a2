package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// looked are the pages that are looked at in a browser: a new page adds its line. {fund} is the house's.
var looked = []string{
	"/",
	"/funds",
	"/funds/{fund}",
	"/funds/{fund}/pack",
	"/funds/not-there",
}

// worked are the pages of those who work in a fund or audit it. They are looked at as narrow and light, and as wide and
// dark. {p} is a proposal that waits for their reader.
var worked = []string{
	"/funds/{fund}/upload",
	"/funds/{fund}/upload?act=raise-commitment",
	"/funds/{fund}/journal",
	"/funds/{fund}/journal?words=beds&from=nonsense",
	"/funds/{fund}/entries/18",
	"/funds/{fund}/through-time?asOf=seq:18&from=seq:3",
	"/funds/{fund}/through-time?asOf=date:2015-05-01&from=seq:3",
	"/funds/{fund}/checkpoints",
	"/funds/{fund}/audit",
	"/funds/{fund}/risks",
	"/funds/{fund}/risks?period=nonsense",
	"/funds/{fund}/risks?near=0&round=50.00",
	"/funds/{fund}/verification",
	"/funds/{fund}/export",
	"/funds/{fund}/inbox",
	"/funds/{fund}/work",
	"/funds/{fund}/search",
	"/funds/{fund}/search?q=beds",
	"/funds/{fund}/search?q=943+476+5919",
	"/funds/{fund}/registers/contributions",
	"/funds/{fund}/registers/call-notices",
	"/funds/{fund}/registers/commitments?provider=test-trust",
	"/funds/{fund}/registers/invoices",
	"/funds/{fund}/registers/proposals",
	"/funds/{fund}/registers/commitments/beds",
	"/funds/{fund}/registers/proposals/{p}",
	"/funds/{fund}/entries/5",
	"/funds/{fund}/do/vire-budget",
	"/funds/{fund}/do/add-scheme",
	"/funds/{fund}/do/approve-proposal?proposal={p}",
}

// chromium opens Debian's browser, or skips the test where there is none.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("NO CHROMIUM IS INSTALLED, SO NO PAGE IS TESTED IN A BROWSER: apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// call asks the browser, and fails the test where it cannot.
func call[T any](t *testing.T, result T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// enter has the browser be signed in as another one is.
func (h *house) enter(ctx context.Context, as *http.Client) {
	h.Helper()
	_, value, _ := strings.Cut(cookiesOf(h.T, as, h.base), "=")
	_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: "pooled", Value: value, URL: h.base})
	call(h.T, true, err)
}

// violation is what axe says of a page.
type violation struct {
	ID    string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

// No page has a fault that axe finds, or scrolls sideways, by day or by night, on a phone or on a wall.
func TestPagesInABrowser(t *testing.T) {
	ctx := chromium(t)
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core IS NOT INSTALLED, SO NO PAGE IS LOOKED AT: make assets")
	}
	h := open(t, true)
	h.sign()
	h.enter(ctx, h.officer())
	h.grant("ada", "s151", ledger.Section151, pooltest.CouncilBody)
	pages := strings.NewReplacer("{fund}", url.PathEscape(string(h.pool.Fund)), "{p}", h.propose("ben", "200000.00"))
	h.propose("ada", "150000.00")
	for _, scheme := range []string{"light", "dark"} {
		features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		call(t, true, err)
		for _, width := range []int64{320, 768, 1920} {
			list := looked
			if scheme == "light" && width == 320 || scheme == "dark" && width == 1920 {
				list = append(slices.Clone(looked), worked...)
			}
			for _, path := range list {
				path = pages.Replace(path)
				what := fmt.Sprintf("%s, %s, %d px", path, scheme, width)
				call(t, true, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(h.base+path)))
				h.sound(ctx, what, string(axe))
			}
		}
	}
}

// sound holds the page that is open against axe and the width of the window.
func (h *house) sound(ctx context.Context, what, axe string) {
	h.Helper()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](axe+`;
		axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	var violations []violation
	if err := json.Unmarshal([]byte(call(h.T, found, err)), &violations); err != nil {
		h.Fatal(err)
	}
	for _, v := range violations {
		h.Errorf("%s: %s: %d times, such as %s: %s", what, v.ID, len(v.Nodes), v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
	}
	over, err := chromedp.Run(ctx, chromedp.Evaluate[int](
		`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	if call(h.T, over, err) > 0 {
		h.Errorf("%s scrolls sideways by %d px", what, over)
	}
}

// A page that is open says so when its fund moves.
func TestOpenPageIsTold(t *testing.T) {
	ctx := chromium(t)
	h := open(t, true)
	h.enter(ctx, h.member())
	call(t, true, chromedp.Do(ctx, chromedp.Navigate(h.base+"/funds/"+string(h.pool.Fund))))
	h.pool.Budget("three", "nhs-minimum", "1.00")
	told, err := chromedp.Run(ctx, chromedp.Evaluate[string](`new Promise(done => {
		const look = () => {
			const text = document.getElementById("live").textContent;
			text ? done(text) : setTimeout(look, 50);
		};
		look();
	})`, chromedp.EvalAwaitPromise))
	if !strings.Contains(call(t, told, err), "The fund has moved") {
		t.Errorf("the page says %q", told)
	}
}
