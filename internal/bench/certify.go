package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pooled/internal/program"
)

// The invoices of one measurement, spread over commitments so that each of them has several, as a fund's have.
const (
	certifier        = "commissioner" // who received an invoice does not certify it
	certifiedOrders  = 256
	certifiedClients = clientsMany
	certifiedEach    = 400 // invoices a client
)

// measureCertify compares certifying received invoices on one hot fund with acts on it, at as many clients.
func measureCertify(ctx context.Context, h *house) error {
	if err := h.OpenFund(ctx, hotFund); err != nil {
		return err
	}
	if err := h.hire(ctx, hotFund); err != nil {
		return err
	}
	run := fmt.Sprintf("%x", time.Now().UnixNano())
	if err := h.receiveInvoices(ctx, hotFund, run); err != nil {
		return err
	}
	if _, err := vire(ctx, h, hotFund, certifiedClients, warmUp); err != nil {
		return err
	}
	before, err := vire(ctx, h, hotFund, certifiedClients, span/2)
	if err != nil {
		return err
	}
	certified, err := certify(ctx, h, hotFund, run)
	if err != nil {
		return err
	}
	after, err := vire(ctx, h, hotFund, certifiedClients, span/2)
	if err != nil {
		return err
	}
	h.memory()
	plain("certify-64-clients-rate", certified.rate(), "/s")
	atLeast("certify-64-clients-act-ratio", certified.rate()/((before.rate()+after.rate())/2), "x", 0.6)
	plain("certify-64-clients-p99", certified.quantile(0.99), "ms")
	return nil
}

// hire gives the certifier a post in the fund.
func (h *house) hire(ctx context.Context, fund string) error {
	return h.Import(ctx, fund+"-certifier", []program.Act{{
		Act: "grant-post", Key: "bench-" + fund + "-post-" + certifier, As: "posts-administrator", Fund: "service",
		On: "2015-04-01", Fields: program.Fields{
			"actor": certifier, "post": fund + "-" + certifier, "role": "commissioner", "body": "bench-council",
			"fund": fund, "from": "2015-04-01",
		},
	}})
}

// receiveInvoices raises the commitments and receives the invoices that the clients of a run certify.
func (h *house) receiveInvoices(ctx context.Context, fund, run string) error {
	lines := make([]program.Act, 0, bulkActs)
	send := func() error {
		err := h.bulk(ctx, fund, lines)
		lines = lines[:0]
		return err
	}
	for n := range certifiedOrders {
		lines = append(lines, program.Act{
			Act: "raise-commitment", Key: fmt.Sprintf("%s-order-%d", run, n), On: "2015-06-01", Fields: program.Fields{
				"id": certifiedOrder(run, n), "scheme": program.Scheme(n % program.Schemes), "source": "nhs-minimum",
				"provider": "bench-trust", "form": "contract", "amount": "200.00",
			},
		})
	}
	if err := send(); err != nil {
		return err
	}
	const all = certifiedClients * certifiedEach
	for n := range all {
		gross := fmt.Sprintf("1.%02d", n%100)
		lines = append(lines, program.Act{
			Act: "receive-invoice", Key: fmt.Sprintf("%s-invoice-%d", run, n), On: "2015-06-01", Fields: program.Fields{
				"id": certifiedInvoice(run, n), "provider": "bench-trust", "number": fmt.Sprintf("%s/%d", run, n),
				"net": gross, "vat": "0.00", "gross": gross, "received": "2015-06-01",
				"invoiced": time.Date(2013, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n/100%800).Format(time.DateOnly),
				"lines": []program.Fields{{
					"commitment": certifiedOrder(run, n%certifiedOrders), "net": gross, "vat": "0.00", "irrecoverable": "0.00",
				}},
			},
		})
		if len(lines) < bulkActs && n+1 < all {
			continue
		}
		if err := send(); err != nil {
			return err
		}
		progress("receiving invoices", n+1, all)
	}
	return nil
}

func certifiedOrder(run string, n int) string   { return fmt.Sprintf("o-%s-%d", run, n) }
func certifiedInvoice(run string, n int) string { return fmt.Sprintf("i-%s-%d", run, n) }

// errServed ends a client that has nothing left to do.
var errServed = errors.New("served")

// certify has each client certify its invoices, one request an invoice.
func certify(ctx context.Context, h *house, fund, run string) (loaded, error) {
	lines, closeAll, err := wires(h, certifiedClients)
	if err != nil {
		return loaded{}, err
	}
	defer closeAll()
	return load(ctx, certifiedClients, span, func(_ context.Context, client, n int) error {
		if n >= certifiedEach {
			return errServed
		}
		id := certifiedInvoice(run, client+n*certifiedClients)
		_, err := lines[client].postAs(certifier, "/v1/funds/"+fund+"/invoices/"+id+"/certification", "application/json",
			"certify-"+id, []byte(`{"on":"2015-06-02"}`))
		return err
	})
}
