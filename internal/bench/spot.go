package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"pooled/internal/program"
)

// What is bought in one measurement: small things from one float, each for one of many clients, by one worker.
const (
	buyer       = "link-worker"
	boughtFrom  = "bench-shop"
	spotFloat   = "bench-float"
	spotClients = 4096
	spotFeed    = `{"id":"bench-spot-service","name":"Peer group","status":"active","organization":{"id":"bench-spot-shop",` +
		`"name":"bench-shop","description":"measured"},"cost_options":[{"id":"bench-spot-cost","amount":0.01,` +
		`"currency":"GBP","option":"One session"}]}`
)

// spotTurns is how often purchases and other acts are measured by turns.
const spotTurns = 4

// measureSpot compares spot purchases from one float, each held against the limits of the purchase, the worker, the
// client and the float, with acts on the same fund, at as many clients.
func measureSpot(ctx context.Context, h *house) error {
	if err := h.OpenFund(ctx, hotFund); err != nil {
		return err
	}
	if err := h.openShop(ctx, hotFund); err != nil {
		return err
	}
	if _, err := vire(ctx, h, hotFund, clientsMany, warmUp); err != nil {
		return err
	}
	var acts, spent loaded
	for range spotTurns { // in turns, so that what else the machine does at one moment weighs on both
		turn, err := vire(ctx, h, hotFund, clientsMany, span/spotTurns)
		if err != nil {
			return err
		}
		acts.add(turn)
		if turn, err = buy(ctx, h, hotFund, span/spotTurns, fmt.Sprintf("%x", time.Now().UnixNano())); err != nil {
			return err
		}
		spent.add(turn)
	}
	h.memory()
	plain("spot-64-clients-rate", spent.rate(), "/s")
	atLeast("spot-64-clients-act-ratio", spent.rate()/acts.rate(), "x", 0.6)
	plain("spot-64-clients-p99", spent.quantile(0.99), "ms")
	return nil
}

// openShop lists a service in the directory, and sets up a float with money in it and somebody who buys from it.
func (h *house) openShop(ctx context.Context, fund string) error {
	file := filepath.Join(h.dir, "shop.ndjson")
	if err := os.WriteFile(file, []byte(spotFeed+"\n"), 0o600); err != nil {
		return err
	}
	defer func() { _ = os.Remove(file) }() // it can be written again
	load := exec.CommandContext(ctx, h.Binary, "directory", "import", file, "--feed", "bench-spot", "--as",
		"posts-administrator", "--data", h.data)
	if out, err := load.CombinedOutput(); err != nil {
		return fmt.Errorf("import a feed: %w: %.500s", err, out)
	}
	act := func(act, as, journal, key string, f program.Fields) program.Act {
		return program.Act{Act: act, Key: "bench-" + fund + "-" + key, As: as, Fund: journal, On: "2015-04-01", Fields: f}
	}
	approve := func(as string) program.Act {
		a := act("approve-proposal", as, fund, "float-"+as, program.Fields{})
		a.Approves = "bench-" + fund + "-float"
		return a
	}
	return h.Import(ctx, fund+"-shop", []program.Act{
		act("register-body", "posts-administrator", "service", "shop", program.Fields{
			"id": boughtFrom, "name": boughtFrom, "kind": "voluntary",
		}),
		act("register-body", "posts-administrator", "service", "buyer", program.Fields{
			"id": "bench-practice", "name": "bench-practice", "kind": "company",
		}),
		act("grant-post", "posts-administrator", "service", "post-"+buyer, program.Fields{
			"actor": buyer, "post": fund + "-" + buyer, "role": buyer, "body": "bench-practice", "fund": fund, "from": "2015-04-01",
		}),
		act("grant-post", "posts-administrator", "service", "post-pool-manager", program.Fields{
			"actor": "pool-manager", "post": fund + "-pool-manager", "role": "pool-manager", "body": "bench-council", "fund": fund,
			"from": "2015-04-01",
		}),
		act("grant-post", "posts-administrator", "service", "post-nhs-finance", program.Fields{
			"actor": "nhs-finance", "post": fund + "-nhs-finance", "role": "finance-officer", "body": "bench-ccg", "fund": fund,
			"from": "2015-04-01",
		}),
		act("set-up-float", "pool-manager", fund, "float", program.Fields{
			"id": spotFloat, "name": "Float", "scheme": program.Scheme(0), "purpose": "measured",
			"sources": program.Sources[:1], "draw": "pro-rata", "limits": program.Fields{
				"purchase": "50.00", "client": "5000.00", "worker": "4000000.00", "window": "year",
			},
		}),
		approve(program.Officer), approve("nhs-finance"),
		act("top-up-float", "pool-manager", fund, "top-up", program.Fields{
			"float": spotFloat, "source": program.Sources[0], "from": program.Scheme(0), "amount": "900000.00",
		}),
	})
}

// buy has each client of the service buy the cheapest thing there is, one request a purchase.
func buy(ctx context.Context, h *house, fund string, span time.Duration, run string) (loaded, error) {
	lines, closeAll, err := wires(h, clientsMany)
	if err != nil {
		return loaded{}, err
	}
	defer closeAll()
	return load(ctx, clientsMany, span, func(_ context.Context, client, n int) error {
		id := fmt.Sprintf("p-%s-%d-%d", run, client, n)
		_, err := lines[client].postAs(buyer, "/v1/funds/"+fund+"/purchases", "application/json", id, fmt.Appendf(nil,
			`{"on":"2015-06-02","id":%q,"float":%q,"service":"bench-spot-service","client":"client-7f%03xe","amount":"0.01"}`,
			id, spotFloat, (client*67+n)%spotClients))
		return err
	})
}
