package api

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

const (
	actBytesMax  = 64 << 10
	keyLengthMax = 255
)

// An actRoute is a row of the table made ready: what is worked out once, so that a request works out little.
type actRoute struct {
	actRow
	of     reflect.Type // the ledger's type
	fields *shape       // the act's own
	body   *shape       // what a request's body holds: the fields that are not in the path, and those of every act
	path   []string     // the fields that are in the path
	inBody bool         // the fund stands in the body, because the act opens it
	filled string       // the field that the service fills in and nobody may send; none: ""
}

// common are the fields of every act, beside its own.
type common struct {
	On        ledger.Date    `json:"on,omitempty" doc:"effective date; today when left out"`
	Period    ledger.Period  `json:"period,omitempty" doc:"the month of the effective date when left out, or period 13 of its year"`
	For       ledger.Period  `json:"for,omitempty" doc:"for a late item: the closed period that it belongs to, before its own"`
	Reference ledger.Private `json:"reference,omitzero" doc:"of the document in the world that the act rests on"`
	Narrative ledger.Private `json:"narrative,omitzero" doc:"why, in a few words; no names of patients"`
}

var (
	commonType = reflect.TypeFor[common]()
	fundShape  = shapeOf(reflect.TypeFor[ledger.FundID]())
)

func newActRoute(row actRow) *actRoute {
	zero, err := ledger.ReadAct(row.name, []byte("{}"))
	if err != nil {
		panic(fmt.Sprintf("act %s is in the table and not in the ledger: %v", row.name, err))
	}
	r := &actRoute{actRow: row, of: reflect.TypeOf(zero)}
	r.fields = shapeOf(r.of)
	addressed := map[string]bool{}
	for part := range strings.SplitSeq(row.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok && part != "{fund}" {
			name = strings.TrimSuffix(name, "}")
			if r.fields.fields[name] == nil {
				panic(fmt.Sprintf("act %s has no field %s, as its path has", row.name, name))
			}
			r.path, addressed[name] = append(r.path, name), true
		}
	}
	for i := range r.of.NumField() {
		if f := r.of.Field(i); f.Tag.Get("filled") != "" {
			r.filled, _, _ = strings.Cut(f.Tag.Get("json"), ",")
			r.fields = r.fields.without(map[string]bool{r.filled: true})
		}
	}
	r.body = r.fields.without(addressed)
	all := shapeOf(commonType)
	for _, name := range all.names {
		if r.body.fields[name] == nil { // an act's own field of that name stands in its place
			r.body.add(name, all.fields[name].shape, false)
		}
	}
	if row.path == "/v1/funds" {
		r.inBody = true
		r.body.add("fund", fundShape, true)
	}
	return r
}

// ActInput asks for one act.
type ActInput struct {
	Caller
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" pattern:"^[!-~]+$" example:"2015-06-virement-14" doc:"your own name for this request: sent again with the same body it gets the first answer again, for ever"` //nolint:lll // a tag cannot be broken
	DryRun  bool   `query:"dryRun" doc:"show the entry and the position it would make, and post nothing"`
	RawBody []byte

	Address func(name string) string // what stands in the path under a name
	Path    string                   // the whole path: part of what the key is for
}

// Resolve takes what the address says, and refuses a body that does not say it is JSON.
func (in *ActInput) Resolve(ctx huma.Context) []error {
	address := ctx.URL()
	in.Actor, in.Address, in.Path = callOf(ctx.Context()).actor, ctx.Param, address.Path
	if !isMedia(ctx.Header("Content-Type"), "application/json") {
		return []error{wrongMedia.with("")}
	}
	return nil
}

func isMedia(header, want string) bool {
	if header == want {
		return true
	}
	kind, parameters, err := mime.ParseMediaType(header)
	charset, given := parameters["charset"]
	return err == nil && kind == want && (!given || strings.EqualFold(charset, "utf-8"))
}

// ActOutput is what became of an act.
type ActOutput struct {
	Status   int
	Replayed string `header:"Idempotent-Replayed" doc:"true where the key had been used for the same request: this is its first answer"`
	Body     ActAnswer
}

// ActAnswer is what became of an act: its entry and the receipt for it, or what it would be.
type ActAnswer struct {
	Entry    Entry             `json:"entry"`
	Receipt  *Receipt          `json:"receipt,omitempty" doc:"keep it to demand proof of the entry later; none for a dry run"`
	Proposal ledger.ProposalID `json:"proposal,omitempty" doc:"the act waits for others under this name"`
	Waits    string            `json:"waits,omitempty" doc:"for whom it waits"`
	Warnings []string          `json:"warnings,omitempty" doc:"what is odd about it and stopped nobody: an invoice that may have been sent twice"`
	Preview  *Preview          `json:"preview,omitempty" doc:"of a dry run alone"`
}

// Receipt is what a caller keeps to demand proof of an entry later: its leaf and the root of the tree it ends.
type Receipt struct {
	Fund     ledger.FundID `json:"fund"`
	Seq      int64         `json:"seq"`
	Leaf     ledger.Digest `json:"leaf" doc:"RFC 6962 hash of the entry's bytes"`
	TreeSize int64         `json:"treeSize"`
	Root     ledger.Digest `json:"root" doc:"of the fund's log of that size"`
}

// Act does one act, by the name of its operation.
func (s *Service) Act(ctx context.Context, name string, in *ActInput) (*ActOutput, error) {
	r := s.acts[name]
	if r == nil {
		return nil, ledger.ErrUnknownAct.With("there is no act %q", name)
	}
	return s.act(ctx, r, in)
}

func (s *Service) act(ctx context.Context, r *actRoute, in *ActInput) (*ActOutput, error) {
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	fund, request, err := r.request(in)
	if err != nil {
		return nil, err
	}
	result, err := s.do(ctx, fund, request)
	if err != nil {
		return nil, err
	}
	if result.Err != nil {
		return nil, s.hideFund(ctx, fund, in.Actor, result.Err)
	}
	out := &ActOutput{Status: http.StatusCreated}
	out.Body = ActAnswer{Proposal: result.Proposal, Waits: result.Waits, Warnings: result.Entry.Warnings()}
	if out.Body.Entry, err = entryOf(&result.Entry); err != nil {
		return nil, err
	}
	if in.DryRun {
		out.Status = http.StatusOK
		out.Body.Preview, err = s.preview(ctx, fund, result.Entry)
		return out, err
	}
	out.Body.Receipt = receiptOf(result.Receipt)
	switch {
	case result.Replayed:
		out.Status, out.Replayed = http.StatusOK, "true"
	case result.Proposal != "":
		out.Status = http.StatusAccepted
	}
	return out, nil
}

func receiptOf(r journal.Receipt) *Receipt { return &Receipt{r.Fund, r.Seq, r.Leaf, r.Seq, r.Root} }

// request reads the act that is asked for and seals its private texts. It is the one way in for a single act.
func (r *actRoute) request(in *ActInput) (ledger.FundID, journal.Request, error) {
	asked := journal.Request{Actor: in.Actor, Key: in.Key, Preview: in.DryRun, Body: r.digest(in.Path, in.RawBody)}
	fund := ledger.FundID(in.Address("fund"))
	if fund == "" {
		fund = ledger.Service
	}
	fields := append(make([]byte, 0, len(in.RawBody)+64), '{')
	err := scanObject(in.RawBody, r.body, func(name string, at span) {
		value := in.RawBody[at.start:at.end]
		switch {
		case r.inBody && name == "fund":
			fund = ledger.FundID(unquote(value))
		case r.fields.fields[name] == nil:
			asked.Instruction = instruct(asked.Instruction, name, value)
		default:
			fields = append(append(append(fields, '"'), name...), '"', ':')
			fields = append(append(fields, value...), ',')
		}
	})
	if err == nil {
		fields, err = r.addressed(fields, in.Address)
	}
	if err == nil {
		err = ledger.CheckID("the fund", fund)
	}
	if err != nil {
		return fund, asked, err
	}
	asked.Act, err = r.read(fields)
	sealText(&asked.Instruction.Reference)
	sealText(&asked.Instruction.Narrative)
	return fund, asked, err
}

// digest is over the operation, its address and the body as it was sent, to tell a retry from a reuse of the key.
func (r *actRoute) digest(path string, body []byte) ledger.Digest {
	h := sha256.New()
	h.Write([]byte(r.name + "\n" + path + "\n"))
	h.Write(body)
	return ledger.Digest(h.Sum(nil))
}

// addressed adds the fields that stand in the path, and closes the object.
func (r *actRoute) addressed(fields []byte, address func(string) string) ([]byte, error) {
	for _, name := range r.path {
		value := address(name)
		if name == "period" { // a period's stroke cannot stand in a path
			if at := strings.LastIndexByte(value, '-'); at > 0 {
				value = value[:at] + "/" + value[at+1:]
			}
		}
		of := r.fields.fields[name].shape
		fields = append(append(append(fields, '"'), name...), '"', ':')
		at := len(fields)
		if of.kind == '0' {
			fields = append(fields, value...)
		} else {
			fields = appendText(fields, value)
		}
		s := scan{body: fields, at: at}
		if err := s.value(of); err != nil || s.at != len(fields) {
			return nil, plain(within(name, cmp.Or(err, error(ledger.ErrInvalid))))
		}
		fields = append(fields, ',')
	}
	if last := len(fields) - 1; fields[last] == ',' {
		fields[last] = '}'
		return fields, nil
	}
	return append(fields, '}'), nil
}

// read makes the act of its fields and seals its private texts.
func (r *actRoute) read(fields []byte) (ledger.Act, error) {
	act, err := ledger.ReadAct(r.name, fields)
	if founding, ok := act.(ledger.FoundService); ok && founding.Rules == "" {
		founding.Rules = policy.DefaultRules()
		act = founding
	}
	if err == nil && r.fields.private {
		act = ledger.WithPrivate(act, sealText)
	}
	return act, err
}

// instruct takes one of the fields that every act has. Its form has been checked.
func instruct(in ledger.Instruction, name string, value []byte) ledger.Instruction {
	text := unquote(value)
	switch name {
	case "on":
		in.On, _ = ledger.ParseDate(text)
	case "period":
		in.Period, _ = ledger.ParsePeriod(text)
	case "for":
		in.For, _ = ledger.ParsePeriod(text)
	case "reference":
		in.Reference = ledger.Text(text)
	case "narrative":
		in.Narrative = ledger.Text(text)
	}
	return in
}

// unquote reads JSON text that has been scanned.
func unquote(value []byte) string {
	for _, c := range value {
		if c == '\\' {
			var s string
			_ = json.Unmarshal(value, &s)
			return s
		}
	}
	return string(value[1 : len(value)-1])
}

// sealText gives a private text its salt, which only chance may give.
func sealText(p *ledger.Private) {
	if p.Value == "" {
		return
	}
	var salt ledger.Salt
	_, _ = rand.Read(salt[:]) // it never fails
	p.Seal(salt)
}
