package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"pooled/internal/postgres"
	"pooled/internal/program"
)

// bulk sends acts in one request, each on its own, and refuses any refusal.
func (h *house) bulk(ctx context.Context, fund string, lines []program.Act) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	answer, err := h.Post(ctx, program.Officer, "/v1/funds/"+fund+"/acts?mode=each", "application/x-ndjson",
		lines[0].Key+"-request", body.Bytes())
	if err != nil {
		return err
	}
	results := bytes.Split(bytes.TrimSpace(answer), []byte("\n"))
	if len(results) != len(lines) {
		return fmt.Errorf("%d acts sent and %d answered", len(lines), len(results))
	}
	for i, result := range results {
		var r struct {
			Status int `json:"status"`
		}
		if err := json.Unmarshal(result, &r); err != nil {
			return err
		}
		if r.Status > 299 {
			return fmt.Errorf("act %s of line %d: %.300s", lines[i].Act, i+1, result)
		}
	}
	return nil
}

// progress tells on standard error how far a long build has come.
func progress(what string, done, all int) {
	fmt.Fprintf(os.Stderr, "\r   %s: %d of %d", what, done, all)
	if done >= all {
		fmt.Fprintln(os.Stderr)
	}
}

// ordersIn is how many entries of a fund there are to each commitment, where nothing else is said.
const ordersIn = 50

// grow brings a fund to a number of entries through the bulk path: a commitment in so many, a late entry in fifty,
// virements else, spread over the periods of a year. It does nothing that an earlier run has done.
func (h *house) grow(ctx context.Context, fund string, entries, orderedIn int) error {
	return h.growBy(ctx, fund, entries, func(n int) program.Act { return grownAct(fund, n, entries, orderedIn) })
}

// growBy brings a fund to a number of entries by the act that is to be each of them.
func (h *house) growBy(ctx context.Context, fund string, entries int, act func(n int) program.Act) error {
	if err := h.OpenFund(ctx, fund); err != nil {
		return err
	}
	const cut = 1000
	for {
		have, err := h.head(ctx, fund)
		if err != nil || have >= entries {
			return err
		}
		lines := make([]program.Act, 0, cut)
		for n := have; n < min(have+cut, entries); n++ {
			lines = append(lines, act(n))
		}
		if err := h.bulk(ctx, fund, lines); err != nil {
			return err
		}
		progress("growing "+fund, have+len(lines), entries)
	}
}

// grownAct is the nth act of a fund that grows to a number of entries.
func grownAct(fund string, n, entries, orderedIn int) program.Act {
	day := time.Date(2015, 4, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n*365/entries)
	if n%50 == 1 { // late: two months back, within the year
		if early := day.AddDate(0, -2, 0); early.Year() == 2016 || early.Month() >= 4 {
			day = early
		}
	}
	source := program.Sources[n/program.Schemes%len(program.Sources)]
	line := program.Act{
		Act: "vire-budget", Key: fmt.Sprintf("%s-%d", fund, n), On: day.Format(time.DateOnly),
		Reference: "Board minute 14", Narrative: "demand moved", Fields: program.Fields{
			"amount": "0.01",
			"from":   program.Fields{"scheme": program.Scheme(n % program.Schemes), "source": source},
			"to":     program.Fields{"scheme": program.Scheme((n + 7) % program.Schemes), "source": source},
		},
	}
	if n%orderedIn == 0 {
		line.Act = "raise-commitment"
		line.Fields = program.Fields{
			"id": fmt.Sprintf("c-%d", n), "scheme": program.Scheme(n / orderedIn % program.Schemes), "source": source,
			"provider": "bench-trust", "form": "contract", "amount": "1.00",
		}
	}
	return line
}

// head is the number of the fund's last entry.
func (h *house) head(ctx context.Context, fund string) (int, error) {
	db, err := h.connect(ctx, postgres.Reader)
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	var seq int
	err = db.QueryRow(ctx, `SELECT seq FROM fund WHERE id = $1`, fund).Scan(&seq)
	return seq, err
}
