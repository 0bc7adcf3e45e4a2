package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The line and the machine that a page is looked at with: 10 Mbit/s, 40 ms there and back, a quarter of the processor.
const (
	lineBytes   = 10e6 / 8
	lineLatency = 40
	slowdown    = 4
	paintRounds = 5
)

// paints answers, once the page has stood for a while, when its largest part was painted, in milliseconds, and how far
// its parts have shifted.
const paints = `new Promise(done => {
	let largest = 0, shift = 0;
	new PerformanceObserver(list => { for (const e of list.getEntries()) largest = e.startTime; })
		.observe({type: "largest-contentful-paint", buffered: true});
	new PerformanceObserver(list => { for (const e of list.getEntries()) shift += e.value; })
		.observe({type: "layout-shift", buffered: true});
	setTimeout(() => done([largest, shift]), 1500);
})`

// pagePaint is when the page is seen in a browser, with nothing held from before, on a slow line and a slow machine.
func (h *house) pagePaint(ctx context.Context, b *browser, page string) error {
	path, err := exec.LookPath("chromium")
	if err != nil {
		fmt.Fprintln(os.Stderr, "NOTICE: no chromium is installed, so no page is seen: apt-get install chromium")
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	defer stop()
	ctx, closeTab := chromedp.NewContext(ctx)
	defer closeTab()
	if err := slow(ctx, b); err != nil {
		return fmt.Errorf("open a browser: %w", err)
	}
	var largest []time.Duration
	shifted := 0.0
	for range paintRounds {
		if err := chromedp.Do(ctx, chromedp.Navigate(b.address+page)); err != nil {
			return err
		}
		seen, err := chromedp.Run(ctx, chromedp.Evaluate[[2]float64](paints, chromedp.EvalAwaitPromise))
		if err != nil {
			return err
		}
		if seen[0] <= 0 {
			return fmt.Errorf("the browser painted nothing of %s", page)
		}
		largest = append(largest, time.Duration(seen[0]*float64(time.Millisecond)))
		shifted = max(shifted, seen[1])
	}
	atMost("page-largest-paint", median(largest), "ms", 1000)
	atMost("page-layout-shift", shifted, "", 0)
	return nil
}

// line is a slow line as the browsers of today take it; what their newest protocol calls it, they do not know yet.
type line struct {
	Offline            bool    `json:"offline"`
	Latency            float64 `json:"latency"`
	DownloadThroughput float64 `json:"downloadThroughput"`
	UploadThroughput   float64 `json:"uploadThroughput"`
}

var slowLine = cdp.Command[line, cdp.Empty]{Method: "Network.emulateNetworkConditions"}

// slow makes the browser one on a slow line and a slow machine that keeps nothing, of the person signed in.
func slow(ctx context.Context, b *browser) error {
	name, value, _ := strings.Cut(b.cookie, "=")
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
		return err
	}
	if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{
		Name: name, Value: value, URL: b.address,
	}); err != nil {
		return err
	}
	if _, err := chromedp.Call(ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{
		CacheDisabled: true,
	}); err != nil {
		return err
	}
	if _, err := chromedp.Call(ctx, slowLine, line{
		Latency: lineLatency, DownloadThroughput: lineBytes, UploadThroughput: lineBytes,
	}); err != nil {
		return err
	}
	_, err := chromedp.Call(ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowdown})
	return err
}
