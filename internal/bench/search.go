package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"pooled/internal/program"
)

// A fund to look for things in: a commitment in five entries, an invoice against it next, virements with words of their
// own else.
const (
	searchFund    = "bench-search"
	searchEntries = 250_000
	searchOrders  = 5
	searchAlike   = 2_000 // invoices begin here, when all they rest on is there
	searchRounds  = 45
)

// searchedAct is the nth act of the fund to look for things in.
func searchedAct(n int) program.Act {
	line := grownAct(searchFund, n, searchEntries, searchOrders)
	switch {
	case n%searchOrders == 1 && n > searchAlike:
		line.Act, line.Narrative = "receive-invoice", ""
		line.Fields = program.Fields{
			"id": fmt.Sprintf("i-%d", n), "provider": "bench-trust", "number": fmt.Sprintf("WARD/%d", n),
			"net": searchedAmount(n), "vat": "0.00", "gross": searchedAmount(n), "received": line.On, "invoiced": line.On,
			"lines": []program.Fields{{
				"commitment": fmt.Sprintf("c-%d", n-1), "net": searchedAmount(n), "vat": "0.00", "irrecoverable": "0.00",
			}},
		}
	case n%searchOrders != 0:
		line.Narrative = fmt.Sprintf("demand moved to ward w%d by team t%d", n, n%1000)
	}
	return line
}

// searchedAmount is the amount of the nth entry where it is an invoice.
func searchedAmount(n int) string { return fmt.Sprintf("0.%02d", 1+n%99) }

// measureSearch measures how long looking for a thing takes in a large fund, by what is known of it.
func measureSearch(ctx context.Context, h *house) error {
	if err := h.growBy(ctx, searchFund, searchEntries, searchedAct); err != nil {
		return err
	}
	if err := h.makeWords(ctx); err != nil {
		return err
	}
	if err := h.analyse(ctx); err != nil {
		return err
	}
	invoice := func(n int) int { // the number of some invoice's act
		return searchAlike + 1 + n*7919%(searchEntries-searchAlike-1000)/searchOrders*searchOrders
	}
	for _, kind := range []struct {
		name  string
		words func(n int) string
	}{
		{"number", func(n int) string { return fmt.Sprint(invoice(n)) }},
		{"invoice", func(n int) string { return fmt.Sprintf("ward/%d", invoice(n)) }},
		{"provider", func(int) string { return "bench-trust" }},
		{"amount", func(n int) string { return "£" + searchedAmount(n) }},
		{"word", func(n int) string { return fmt.Sprintf("t%d", n*37%1000) }},
		{"words", func(n int) string { return fmt.Sprintf("demand w%d", invoice(n)+1) }},
		{"common", func(int) string { return "demand moved" }},
		{"nothing", func(n int) string { return fmt.Sprintf("demand c-%d", invoice(n)-1) }},
	} {
		times := make([]time.Duration, 0, searchRounds)
		for n := range searchRounds {
			start := time.Now()
			if _, err := h.look(ctx, kind.words(n)); err != nil {
				return fmt.Errorf("%q: %w", kind.words(n), err)
			}
			if n >= searchRounds/8 { // the first ones warm the cache
				times = append(times, time.Since(start))
			}
		}
		atMost("search-"+kind.name+"-p50", median(times), "ms", 50)
	}
	h.memory()
	return nil
}

// found is what a search says of itself.
type found struct {
	Moment  struct{ Seq int64 }
	Through int64
}

func (h *house) look(ctx context.Context, words string) (found, error) {
	var f found
	answer, err := h.Get(ctx, program.Officer, "/v1/funds/"+searchFund+"/search?q="+url.QueryEscape(words))
	if err == nil {
		err = json.Unmarshal(answer, &f)
	}
	return f, err
}

// makeWords looks until all entries have their words, which each search makes for a while.
func (h *house) makeWords(ctx context.Context) error {
	for {
		f, err := h.look(ctx, "until all is found")
		if err != nil || f.Through >= f.Moment.Seq {
			return err
		}
		progress("making words", int(f.Through), int(f.Moment.Seq))
	}
}
