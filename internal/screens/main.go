// Command screens takes the pictures of the pages that the documents show, of a program that is served already:
//
//	go run ./internal/screens http://127.0.0.1:8080 docs/screens
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// picture is a page as somebody sees it.
type picture struct {
	name, person, path, scheme string
	width, height              int64
}

// pictures are those of the documents. A new one adds its line.
var pictures = []picture{
	{"board", "board-member", "/funds/havering", "light", 1280, 1500},
	{"board-dark-phone", "board-member", "/funds/havering", "dark", 390, 1400},
	{"inbox", "nhs-finance", "/funds/havering/inbox", "light", 1280, 900},
	{"contributions", "council-finance", "/funds/havering/registers/contributions", "light", 1280, 900},
	{"through-time", "auditor", "/funds/havering/through-time?asOf=seq:60&from=seq:40", "light", 1280, 1200},
	{"buy", "link-worker", "/funds/darlington/buy?search=gym", "light", 390, 1560},
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "screens ADDRESS FOLDER")
		os.Exit(2)
	}
	if err := take(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "screens:", err)
		os.Exit(1)
	}
}

// take takes every picture, and says how far it has come.
func take(base, folder string) error {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	ctx, closeTab := chromedp.NewContext(ctx)
	defer closeTab()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for i, p := range pictures {
		fmt.Fprintf(os.Stderr, "%d of %d: %s\n", i+1, len(pictures), p.name)
		png, err := p.take(ctx, base)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, p.name+".png"), png, 0o644)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

func (p picture) take(ctx context.Context, base string) ([]byte, error) {
	session, err := signIn(base, p.person)
	if err != nil {
		return nil, err
	}
	_, err = chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{
		Name: session.Name, Value: session.Value, URL: base,
	})
	if err != nil {
		return nil, err
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: p.scheme}}
	_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	if err != nil {
		return nil, err
	}
	err = chromedp.Do(ctx, chromedp.EmulateViewport(p.width, p.height), chromedp.Navigate(base+p.path))
	if err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.CaptureScreenshot())
}

// signIn is the session of a development person.
func signIn(base, person string) (*http.Cookie, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	browser := http.Client{Jar: jar}
	r, err := browser.PostForm(base+"/sign-in/development", url.Values{"person": {person}})
	if err != nil {
		return nil, err
	}
	if err := r.Body.Close(); err != nil {
		return nil, err
	}
	at, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	for _, c := range jar.Cookies(at) {
		return c, nil
	}
	return nil, fmt.Errorf("nobody is signed in as %s: %s", person, r.Status)
}
