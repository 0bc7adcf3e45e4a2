package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"pooled/internal/postgres"
)

const schemes = 40

func schemeName(n int) string { return fmt.Sprintf("scheme-%02d", n+1) }

// sources of the measured funds, one for each of three partners.
var sources = []struct{ id, partner, fence, nature, power string }{
	{"nhs-minimum", "bench-ccg", "nhs-minimum", "revenue", "s75"},
	{"la-additional", "bench-council", "la-additional", "revenue", "s75"},
	{"nhs-additional", "bench-trust", "nhs-additional", "revenue", "s75"},
}

// actLine is one act of a bulk request.
type actLine struct {
	Act       string `json:"act"`
	Key       string `json:"key"`
	As        string `json:"as,omitempty"`   // in files alone
	Fund      string `json:"fund,omitempty"` // in files alone
	On        string `json:"on,omitempty"`
	Period    string `json:"period,omitempty"`
	Reference string `json:"reference,omitempty"`
	Narrative string `json:"narrative,omitempty"`
	Fields    any    `json:"fields"`
}

type fields map[string]any

// bulk sends acts in one request, each on its own, and refuses any refusal.
func (h *house) bulk(ctx context.Context, fund string, lines []actLine) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	answer, err := h.post(ctx, actor, "/v1/funds/"+fund+"/acts?mode=each", "application/x-ndjson",
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

// openFund makes the measured bodies and an empty fund with an agreement, three sources and forty schemes, each
// with a budget. Its acts have keys, so that doing it again is harmless.
func (h *house) openFund(ctx context.Context, fund string) error {
	var lines []actLine
	add := func(act, as, journal, key string, f fields) {
		lines = append(lines, actLine{Act: act, Key: "bench-" + fund + "-" + key, As: as, Fund: journal,
			On: "2015-04-01", Fields: f})
	}
	for _, b := range []struct{ id, kind string }{
		{"bench-council", "council"}, {"bench-ccg", "ccg"}, {"bench-trust", "foundation-trust"},
	} {
		add("register-body", "posts-administrator", "service", b.id, fields{"id": b.id, "name": b.id, "kind": b.kind})
		lines[len(lines)-1].Key = "bench-" + b.id
	}
	add("open-fund", actor, fund, "open", fields{"name": "Bench", "host": "bench-council"})
	add("draft-agreement", actor, fund, "draft", agreementFields())
	add("bring-into-force", actor, fund, "force", fields{"version": 1, "signed": "2015-04-01", "reference": "S75",
		"sha256": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"})
	for _, s := range sources {
		add("add-source", actor, fund, s.id, fields{"id": s.id, "name": s.id, "partner": s.partner, "nature": s.nature,
			"fence": s.fence, "codeListYear": "2015-16", "power": s.power})
		add("agree-contribution", actor, fund, "agree-"+s.id, fields{"id": s.id, "source": s.id, "year": "2015-16",
			"agreement": 1, "function": "community-health", "plan": fields{"amount": "400000000.00",
				"dates": []string{"2015-04-01"}}})
	}
	for n := range schemes {
		var rows []fields
		for _, s := range sources {
			rows = append(rows, fields{"source": s.id, "arrangement": "lead", "area": "community-health",
				"commissioner": "nhs", "function": "community-health", "schemeType": "integrated-care-planning"})
		}
		add("add-scheme", actor, fund, schemeName(n), fields{"id": schemeName(n), "name": schemeName(n),
			"codeListYear": "2015-16", "lines": rows})
		for _, s := range sources {
			add("set-scheme-budget", actor, fund, "budget-"+schemeName(n)+s.id, fields{"scheme": schemeName(n),
				"source": s.id, "direction": "increase", "amount": "10000000.00"})
		}
	}
	return h.importFile(ctx, fund, lines)
}

func agreementFields() fields {
	party := func(body string) fields { return fields{"body": body, "part": "section-75-partner"} }
	return fields{"from": "2015-04-01", "to": "2018-03-31", "hosts": []string{"bench-council"},
		"partners": []fields{party("bench-ccg"), party("bench-council"), party("bench-trust")},
		"particulars": fields{"aims": "measure", "contributions": "three", "functions": "all", "services": "all",
			"resources": "none", "duration": "three years", "management": "by the host"}}
}

// importFile runs the program's own import on the folder it serves.
func (h *house) importFile(ctx context.Context, name string, lines []actLine) error {
	path := filepath.Join(h.dir, name+".ndjson")
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(file)
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	if err := file.Close(); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, h.binary, "import", path, "--data", filepath.Join(h.dir, "data"))
	if text, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("import %s: %w: %s", path, err, text)
	}
	return nil
}

// grow brings a fund to a number of entries through the bulk path: a commitment in fifty, a late entry in fifty,
// virements else, spread over the periods of a year. It does nothing that an earlier run has done.
func (h *house) grow(ctx context.Context, fund string, entries int) error {
	if err := h.openFund(ctx, fund); err != nil {
		return err
	}
	const cut = 1000
	for {
		have, err := h.head(ctx, fund)
		if err != nil || have >= entries {
			return err
		}
		lines := make([]actLine, 0, cut)
		for n := have; n < min(have+cut, entries); n++ {
			lines = append(lines, grownAct(fund, n, entries))
		}
		if err := h.bulk(ctx, fund, lines); err != nil {
			return err
		}
		progress("growing "+fund, have+len(lines), entries)
	}
}

// grownAct is the nth act of a fund that grows to a number of entries.
func grownAct(fund string, n, entries int) actLine {
	day := time.Date(2015, 4, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n*365/entries)
	if n%50 == 1 { // late: two months back, within the year
		if early := day.AddDate(0, -2, 0); early.Year() == 2016 || early.Month() >= 4 {
			day = early
		}
	}
	source := sources[n/schemes%len(sources)].id
	line := actLine{Act: "vire-budget", Key: fmt.Sprintf("%s-%d", fund, n), On: day.Format(time.DateOnly),
		Reference: "Board minute 14", Narrative: "demand moved", Fields: fields{"amount": "0.01",
			"from": fields{"scheme": schemeName(n % schemes), "source": source},
			"to":   fields{"scheme": schemeName((n + 7) % schemes), "source": source}}}
	if n%50 == 0 {
		line.Act = "raise-commitment"
		line.Fields = fields{"id": fmt.Sprintf("c-%d", n), "scheme": schemeName(n / 50 % schemes), "source": source,
			"provider": "bench-trust", "form": "contract", "amount": "1.00"}
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
