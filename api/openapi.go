package api

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/report"
)

// apiVersion is the API's own. Within /v1 nothing that a caller relies on is taken away; make check holds that.
const apiVersion = "1.0.0"

const schemasAt = "#/components/schemas/"

// description is the API's description, written once.
type description struct{ json, yaml []byte }

// OpenAPI is the API's description in YAML, as it is committed in openapi/openapi.yaml.
func OpenAPI() []byte { return writeOut(describing(Config{}).api.OpenAPI()).yaml }

const about = `A pooled fund of councils and NHS bodies (NHS Act 2006 section 75): who agreed to pay what, what was
called and received, what schemes may spend and have spent, at any moment past or present.

**Acts.** Everything that changes anything is an act: a POST with an Idempotency-Key, one entry in the fund's journal.
Sent again with the same key and body it gives the first answer again; with another body it is refused. With
dryRun=true it shows the entry and the position it would make. An act that others must approve first is answered 202
with a proposal.

**Amounts** are strings of pounds and pence, "1250.00". **Dates** are civil dates in London. A period is a month of a
financial year: 2015-16/06 is September 2015.

**Questions** take asOf (seq:57, an instant, date:2015-09-30 or period:2015-16/06) and knownAt (seq:57 or an instant).
Each answer states the moment, the number of the entry it rests on and the root of the fund's log there.

**Refusals** are problem documents (RFC 9457) whose type is stable for each rule; /problems lists them. 503 means: ask
again in a moment with the same key.`

// waysToSayWho are the ways to say who is asking. A request has one of them.
var waysToSayWho = map[string]*huma.SecurityScheme{
	"bearer": {
		Type: "http", Scheme: "bearer", BearerFormat: "JWT",
		Description: "An access token of the identity provider; development:ada on a developer's own machine.",
	},
	"cookie": {
		Type: "apiKey", In: "cookie", Name: "__Host-pooled",
		Description: "The session of a browser that has signed in at /sign-in. What it changes must be asked for from " +
			"a page of this service. On a developer's own machine the name is pooled.",
	},
}

func describe() huma.Config {
	tag := func(name, about string) *huma.Tag { return &huma.Tag{Name: name, Description: about} }
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Pooled funds", Version: apiVersion, Description: about, License: &huma.License{Name: "MIT"},
			},
			Servers: []*huma.Server{{URL: "/"}},
			Components: &huma.Components{
				Schemas:         huma.NewMapRegistry(schemasAt, nameOf),
				SecuritySchemes: waysToSayWho,
			},
			Security: []map[string][]string{{"bearer": {}}, {"cookie": {}}},
			Tags: []*huma.Tag{
				tag(tagPolicy, "The scheme of delegation: who may do what, up to how much, and who else must approve"),
				tag(tagQuestions, "What stands in the books, at any moment"),
				tag(tagFund, "The fund, and the partners' agreement under section 75"),
				tag(tagMoney, "Where the money comes from"), tag(tagSchemes, "What the money is for"),
				tag(tagSpending, "Promises to pay, invoices and payments"),
				tag(tagBooks, "Closing periods, and correcting what was posted"),
				tag(tagYear, "Closing a year, and what becomes of what it leaves"),
				tag(tagProposals, "Acts that wait for others to approve them"),
				tag(tagMany, "Imports"),
				tag(tagDirectory, "What can be bought, from whom and for how much, in the shape of Open Referral UK 3.0"),
				tag(tagOrganisations, "Who takes part, and who may do what"),
				tag(tagService, "The service itself"),
			},
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
	}
}

// nameOf names the schema of a type. Where a report and the ledger have types of one name, the report's says so, and so
// do all of an audit's.
func nameOf(t reflect.Type, hint string) string {
	if one := deref(t); one.PkgPath() == reflect.TypeFor[audit.Report]().PkgPath() && one.Name() != "" {
		return "Audit" + one.Name()
	}
	switch t {
	case reflect.TypeFor[report.Override]():
		return "PositionOverride"
	case reflect.TypeFor[report.Moment](), reflect.TypeFor[*report.Moment]():
		return "ReportMoment"
	}
	return huma.DefaultSchemaNamer(t, hint)
}

func deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// signAmounts lets the figures of reports fall below nil, as what anybody asks for may not.
func signAmounts(r huma.Registry) {
	for name, schema := range r.Map() {
		of := r.TypeFromRef(schemasAt + name)
		if of == nil || of.PkgPath() == reflect.TypeFor[ledger.Fund]().PkgPath() {
			continue
		}
		for field, one := range schema.Properties {
			if one.Pattern == amountPattern {
				signed := *one
				signed.Pattern, signed.MaxLength = signedPattern, nil
				schema.Properties[field] = &signed
			}
		}
	}
}

// shareProblems has every operation point at one description of each refusal.
func shareProblems(o *huma.OpenAPI) {
	o.Components.Responses = map[string]*huma.Response{}
	for _, path := range o.Paths {
		for _, op := range []*huma.Operation{path.Get, path.Post} {
			if op == nil {
				continue
			}
			for status, response := range op.Responses {
				if response.Content["application/problem+json"] == nil {
					continue
				}
				o.Components.Responses["Problem"+status] = response
				op.Responses[status] = &huma.Response{Ref: "#/components/responses/Problem" + status}
			}
		}
	}
}

// writeOut writes the description out.
func writeOut(o *huma.OpenAPI) description {
	asJSON, err := json.Marshal(o)
	if err != nil {
		panic(fmt.Sprintf("the API's description: %v", err))
	}
	asYAML, err := o.YAML()
	if err != nil {
		panic(fmt.Sprintf("the API's description: %v", err))
	}
	return description{asJSON, asYAML}
}

// schemaFor is the schema of a type, by name.
func schemaFor[T any](s *Service) *huma.Schema {
	return s.schemas().Schema(reflect.TypeFor[T](), true, "")
}
