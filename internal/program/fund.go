package program

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// Act is one line of a file or of a bulk request.
type Act struct {
	Act       string `json:"act"`
	Key       string `json:"key"`
	As        string `json:"as,omitempty"`   // in files alone
	Fund      string `json:"fund,omitempty"` // in files alone
	On        string `json:"on,omitempty"`
	Reference string `json:"reference,omitempty"`
	Narrative string `json:"narrative,omitempty"`
	Approves  string `json:"approves,omitempty"` // in files alone: the key of the line that proposed
	Fields    Fields `json:"fields"`
}

// Fields are an act's own.
type Fields map[string]any

// Schemes is how many schemes OpenFund makes, and Officer the actor that does everything in it once it is made.
const (
	Schemes = 40
	Officer = "council-finance"
)

// Scheme names the nth scheme, counted from nought.
func Scheme(n int) string { return fmt.Sprintf("scheme-%02d", n+1) }

// Sources are the names of the sources that OpenFund makes, one of each of three partners.
var Sources = []string{"nhs-minimum", "la-additional", "nhs-additional"}

// partners bring a source each; chiefs are their chief finance officers, who agree their own money and set its budgets.
var (
	partners = []string{"bench-ccg", "bench-council", "bench-trust"}
	chiefs   = []string{"nhs-cfo", "s151", "hospital-cfo"}
)

// OpenFund makes the measured bodies and an empty fund with an agreement, three sources and forty schemes, each
// with a budget. Its acts have keys, so that doing it again is harmless.
func (p *Program) OpenFund(ctx context.Context, fund string) error {
	var lines []Act
	add := func(act, as, journal, key string, f Fields) {
		lines = append(lines, Act{
			Act: act, Key: "bench-" + fund + "-" + key, As: as, Fund: journal,
			On: "2015-04-01", Fields: f,
		})
	}
	for _, b := range []struct{ id, kind string }{
		{"bench-council", "council"}, {"bench-ccg", "ccg"}, {"bench-trust", "foundation-trust"},
	} {
		add("register-body", "posts-administrator", "service", b.id, Fields{"id": b.id, "name": b.id, "kind": b.kind})
		lines[len(lines)-1].Key = "bench-" + b.id
	}
	for i, chief := range chiefs {
		grant(add, fund, chief, []string{"nhs-chief-finance-officer", "section-151-officer"}[i%2], partners[i])
	}
	grant(add, fund, Officer, "council-finance-officer", "bench-council")
	add("open-fund", Officer, fund, "open", Fields{"name": "Bench", "host": "bench-council"})
	add("draft-agreement", Officer, fund, "draft", agreementFields())
	add("bring-into-force", Officer, fund, "force", Fields{
		"version": 1, "signed": "2015-04-01", "reference": "S75",
		"sha256": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
	})
	for i, s := range Sources {
		add("add-source", Officer, fund, s, Fields{
			"id": s, "name": s, "partner": partners[i], "nature": "revenue",
			"fence": s, "codeListYear": "2015-16", "power": "s75",
		})
		add("agree-contribution", chiefs[i], fund, "agree-"+s, Fields{
			"id": s, "source": s, "year": "2015-16",
			"agreement": 1, "function": "community-health", "plan": Fields{
				"amount": "400000000.00",
				"dates":  []string{"2015-04-01"},
			},
		})
	}
	for n := range Schemes {
		var rows []Fields
		for _, s := range Sources {
			rows = append(rows, Fields{
				"source": s, "arrangement": "lead", "area": "community-health",
				"commissioner": "nhs", "function": "community-health", "schemeType": "integrated-care-planning",
			})
		}
		add("add-scheme", Officer, fund, Scheme(n), Fields{
			"id": Scheme(n), "name": Scheme(n),
			"codeListYear": "2015-16", "lines": rows,
		})
		for i, s := range Sources {
			add("set-scheme-budget", chiefs[i], fund, "budget-"+Scheme(n)+s, Fields{
				"scheme": Scheme(n),
				"source": s, "direction": "increase", "amount": "10000000.00",
			})
		}
	}
	return p.Import(ctx, fund, lines)
}

// grant gives an actor a post in the fund alone.
func grant(add func(act, as, journal, key string, f Fields), fund, actor, role, body string) {
	add("grant-post", "posts-administrator", "service", "post-"+actor, Fields{
		"actor": actor, "post": fund + "-" + actor, "role": role, "body": body, "fund": fund, "from": "2015-04-01",
	})
}

func agreementFields() Fields {
	party := func(body string) Fields { return Fields{"body": body, "part": "section-75-partner"} }
	return Fields{
		"from": "2015-04-01", "to": "2018-03-31", "hosts": []string{"bench-council"},
		"partners": []Fields{party("bench-ccg"), party("bench-council"), party("bench-trust")},
		"particulars": Fields{
			"aims": "measure", "contributions": "three", "functions": "all", "services": "all",
			"resources": "none", "duration": "three years", "management": "by the host",
		},
	}
}

// Import runs the program's own import on the folder it serves.
func (p *Program) Import(ctx context.Context, name string, lines []Act) error {
	path := p.Data + "-" + name + ".ndjson"
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
	command := exec.CommandContext(ctx, p.Binary, "import", path, "--data", p.Data)
	if text, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("import %s: %w: %s", path, err, text)
	}
	return nil
}
