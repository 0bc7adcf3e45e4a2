package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
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
