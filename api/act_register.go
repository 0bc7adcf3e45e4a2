package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// registerActs makes every act of the table an operation.
func (s *Service) registerActs() {
	for _, row := range actRows {
		r := newActRoute(row)
		s.acts[row.name] = r
		op := huma.Operation{
			OperationID: row.name, Method: http.MethodPost, Path: row.path, Tags: []string{row.tag},
			Summary: row.summary, Description: row.description, DefaultStatus: http.StatusCreated,
			Errors: []int{400, 401, 403, 404, 409, 413, 415, 503}, Parameters: s.pathParameters(r),
			MaxBodyBytes: actBytesMax, SkipValidateBody: true,
		}
		if r.fields.fields["rules"] != nil { // a whole scheme of delegation
			op.MaxBodyBytes = 2 * ledger.RulesLengthMax
		}
		if r.fields.fields["outcomes"] != nil { // of a whole payment run
			op.MaxBodyBytes = 2 * int64(outcomeForm.BytesMax)
		}
		register(s, op, func(ctx context.Context, in *ActInput) (*ActOutput, error) { return s.act(ctx, r, in) })
		s.describeAct(r)
	}
}

// pathParameters describes what stands in the path, which ActInput cannot: it serves every path.
func (s *Service) pathParameters(r *actRoute) []*huma.Param {
	var list []*huma.Param
	add := func(name string, schema *huma.Schema) {
		list = append(list, &huma.Param{
			Name: name, In: "path", Required: true, Description: schema.Description, Schema: schema,
			Example: example(s.schemas(), schema),
		})
	}
	if strings.HasPrefix(r.actRow.path, inFund+"/") {
		one := id("havering").schema
		one.Description = "the fund; the journal of organisations and posts is called service"
		add("fund", &one)
	}
	own := s.schemas().Schema(r.of, false, "")
	for _, name := range r.path {
		one := *own.Properties[name]
		if name == "period" {
			one.Pattern, one.Examples = strings.Replace(periodPattern, "/", "-", 1), []any{"2015-16-06"}
		}
		add(name, &one)
	}
	return list
}

func (s *Service) schemas() huma.Registry { return s.api.OpenAPI().Components.Schemas }

// describeAct writes down what huma cannot find out: the body's schema, and the statuses of success.
func (s *Service) describeAct(r *actRoute) {
	op := s.api.OpenAPI().Paths[r.actRow.path].Post
	schema := s.bodySchema(r)
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/json": {Schema: schema, Example: example(s.schemas(), schema)},
	}}
	describeOutcomes(op)
}

// describeOutcomes writes down what may become of an act that is asked for.
func describeOutcomes(op *huma.Operation) {
	answered := op.Responses["201"]
	answered.Description = "The entry has been posted."
	for status, text := range map[string]string{
		"200": "Nothing was posted now: the first answer to this key again, or a dry run.",
		"202": "The act waits for others to approve it; the entry records the proposal.",
	} {
		op.Responses[status] = &huma.Response{Description: text, Headers: answered.Headers, Content: answered.Content}
	}
}

// bodySchema is the act's own schema without what stands in the path and with what every act has.
func (s *Service) bodySchema(r *actRoute) *huma.Schema {
	name := r.of.Name()
	s.schemas().Schema(r.of, true, "")
	own, every := *s.schemas().Map()[name], huma.SchemaFromType(s.schemas(), commonType)
	own.Properties = maps.Clone(own.Properties)
	for _, field := range append([]string{r.filled}, r.path...) {
		delete(own.Properties, field)
	}
	for field, schema := range every.Properties {
		if own.Properties[field] == nil {
			own.Properties[field] = schema
		}
	}
	if r.inBody {
		fund := id("havering").schema
		fund.Description = "the name of the new fund, for ever"
		own.Properties["fund"] = &fund
		own.Required = append(slices.Clone(own.Required), "fund")
	}
	own.Required = slices.DeleteFunc(slices.Clone(own.Required), func(f string) bool { return own.Properties[f] == nil })
	own.Description = r.description
	s.schemas().Map()[name] = &own
	return &huma.Schema{Ref: schemasAt + name}
}

// example makes an example of a schema out of the examples of its parts.
func example(in huma.Registry, of *huma.Schema) any {
	if of.Ref != "" {
		of = in.SchemaFromRef(of.Ref)
	}
	switch {
	case len(of.Examples) > 0:
		return of.Examples[0]
	case len(of.Enum) > 0:
		return of.Enum[0]
	case of.Type == huma.TypeArray:
		return []any{example(in, of.Items)}
	case of.Type == huma.TypeInteger:
		return 1
	case of.Type == huma.TypeBoolean:
		return true
	case of.Type != huma.TypeObject:
		return "as the partners agreed"
	}
	out := map[string]any{}
	for name, schema := range of.Properties {
		if slices.Contains(of.Required, name) || name == "reference" || name == "on" {
			out[name] = example(in, schema)
		}
	}
	return out
}
