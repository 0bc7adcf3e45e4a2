package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/seal"
)

// CheckpointInput asks for the newest checkpoint of a fund.
type CheckpointInput struct {
	Caller
	Fund  ledger.FundID `path:"fund" example:"havering" doc:"or service"`
	Since int64         `query:"since" minimum:"0" example:"147" doc:"with the proof that it goes on from this many entries, above it; none when left out"` //nolint:lll // a tag cannot be broken
}

// CheckpointOutput is a signed note.
type CheckpointOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// Checkpoint shows the newest checkpoint of a fund.
func (s *Service) Checkpoint(ctx context.Context, in *CheckpointInput) (*CheckpointOutput, error) {
	if err := s.mayRead(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	newest, err := s.journal.Log().Checkpoint(ctx, in.Fund)
	if err != nil {
		return nil, err
	}
	out := newest.Note
	if in.Since > 0 {
		u := seal.Update{Old: in.Since, Note: newest.Note}
		if in.Since <= newest.Size { // else the note alone shows that entries are gone
			if u.Growth, err = s.journal.Log().Growth(ctx, in.Fund, in.Since, newest.Size); err != nil {
				return nil, err
			}
		}
		out = u.String()
	}
	return &CheckpointOutput{"text/plain; charset=utf-8", []byte(out)}, nil
}

// CheckpointsInput asks for a page of a fund's checkpoints.
type CheckpointsInput struct {
	Caller
	Fund  ledger.FundID `path:"fund" example:"havering"`
	Order string        `query:"order" enum:"smallest,newest" default:"smallest" doc:"which checkpoints come first"`
	After int64         `query:"after" minimum:"0" doc:"beyond this many entries in that order; next in the answer says how to go on"`
	Key   string        `query:"key" maxLength:"120" pattern:"^[ -~]*$" doc:"and, of just so many, those of keys after this one"`
	Limit int           `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// CheckpointsOutput is a page of a fund's checkpoints.
type CheckpointsOutput struct{ Body CheckpointPage }

// CheckpointPage is a page of a fund's checkpoints, in the order that was asked for.
type CheckpointPage struct {
	Checkpoints []Checkpoint `json:"checkpoints"`
	Next        string       `json:"next,omitempty" doc:"where the next page is; none: this is the last"`
}

// Checkpoint is where a journal stood, signed.
type Checkpoint struct {
	Size   int64         `json:"size" doc:"how many entries it covers"`
	Root   ledger.Digest `json:"root"`
	Key    string        `json:"key" doc:"name and hash of the key that signed it"`
	Signed time.Time     `json:"signed" doc:"when the database was given it"`
	Note   string        `json:"note" doc:"the signed note"`
}

// Checkpoints lists a fund's checkpoints.
func (s *Service) Checkpoints(ctx context.Context, in *CheckpointsInput) (*CheckpointsOutput, error) {
	if err := s.mayRead(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	read := s.journal.Log().Checkpoints
	if in.Order == newestFirst {
		read = s.journal.Log().CheckpointsBefore
	}
	found, err := read(ctx, in.Fund, in.After, in.Key, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &CheckpointsOutput{CheckpointPage{Checkpoints: []Checkpoint{}}}
	if len(found) > in.Limit { // several keys may sign one size, so a page goes on within it
		found = found[:in.Limit]
		last := found[in.Limit-1]
		out.Body.Next = address("/v1/funds/"+string(in.Fund)+"/checkpoints",
			"after", strconv.FormatInt(last.Size, 10), "key", last.Key, "limit", strconv.Itoa(in.Limit),
			"order", in.Order)
	}
	for _, c := range found {
		out.Body.Checkpoints = append(out.Body.Checkpoints, Checkpoint{c.Size, c.Root, c.Key, c.Signed, c.Note})
	}
	return out, nil
}

// ConsistencyInput asks for the proof that a journal only went on.
type ConsistencyInput struct {
	Caller
	Fund ledger.FundID `path:"fund" example:"havering"`
	From int64         `query:"from" required:"true" minimum:"1" example:"147" doc:"the older size"`
	To   int64         `query:"to" required:"true" minimum:"1" example:"162" doc:"the newer size"`
}

// ConsistencyOutput is that proof.
type ConsistencyOutput struct{ Body Consistency }

// Consistency proves that the first entries of a journal are those it had at an older size.
type Consistency struct {
	From  int64           `json:"from"`
	To    int64           `json:"to"`
	Proof []ledger.Digest `json:"proof" doc:"the hashes of a consistency proof of RFC 6962"`
}

// Consistency proves that a journal only went on.
func (s *Service) Consistency(ctx context.Context, in *ConsistencyInput) (*ConsistencyOutput, error) {
	if err := s.mayRead(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	proof, err := s.journal.Log().Growth(ctx, in.Fund, in.From, in.To)
	return &ConsistencyOutput{Consistency{in.From, in.To, proof}}, err
}

// EntryProofOutput proves that one entry is in the ledger.
type EntryProofOutput struct{ Body seal.Proof }

// EntryProof proves that one entry is in the ledger. What is saved of the answer is a file for "pooled check-proof".
func (s *Service) EntryProof(ctx context.Context, in *EntryInput) (*EntryProofOutput, error) {
	if err := s.mayRead(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	proved, err := s.journal.Log().Prove(ctx, in.Fund, in.Entry)
	return &EntryProofOutput{seal.Proof{Type: seal.ProofType, Inclusion: seal.Inclusion(proved)}}, err
}

func (s *Service) registerCheckpoints() {
	register(s, huma.Operation{
		OperationID: "show-checkpoint", Method: http.MethodGet, Path: inFund + "/checkpoint", Tags: []string{tagQuestions},
		Summary: "Show the newest checkpoint",
		Description: "A signed note of C2SP: the journal, how many entries it has and the root over them, signed by a key that " +
			"is not in the database. Keep it: what it covers cannot be taken back.",
		Errors: questionErrors,
		Responses: map[string]*huma.Response{"200": {
			Description: "The note.",
			Content:     map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, s.Checkpoint)
	register(s, huma.Operation{
		OperationID: "list-checkpoints", Method: http.MethodGet, Path: inFund + "/checkpoints", Tags: []string{tagQuestions},
		Summary: "List checkpoints", Errors: questionErrors,
	}, s.Checkpoints)
	register(s, huma.Operation{
		OperationID: "prove-consistency", Method: http.MethodGet, Path: inFund + "/consistency", Tags: []string{tagQuestions},
		Summary:     "Prove that the journal only went on",
		Description: "That the entries of the older size are the first of the newer, by RFC 6962.",
		Errors:      questionErrors,
	}, s.Consistency)
	register(s, huma.Operation{
		OperationID: "prove-entry", Method: http.MethodGet, Path: inFund + "/entries/{entry}/proof", Tags: []string{tagQuestions},
		Summary:     "Prove an entry",
		Description: "That it stands in the journal, under the newest checkpoint that covers it: checked offline.",
		Errors:      questionErrors,
	}, s.EntryProof)
}
