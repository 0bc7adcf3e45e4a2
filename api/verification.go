package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/seal"
)

// progressEvery is how often somebody who waits is told how far the work has come.
const progressEvery = 500 * time.Millisecond

// VerifyInput asks for a fund's journal to be verified.
type VerifyInput struct {
	Caller
	Fund          ledger.FundID `path:"fund" example:"havering"`
	SkipDecisions bool          `query:"skipDecisions" doc:"do not judge again what the scheme of delegation of each moment allowed"`
}

// ErrNoTask says that an address names nothing that is being gone over for whoever asks.
var ErrNoTask = ledger.ErrNotFound.With("what was found is not held here any more, or was asked by somebody else: ask again")

// VerificationOf asks for a fund's journal to be verified, and every decision judged again.
func VerificationOf(actor ledger.ActorID, fund string) *VerifyInput {
	return &VerifyInput{Caller: Caller{actor}, Fund: ledger.FundID(fund)}
}

// VerifyOutput is a stream of lines.
type VerifyOutput struct {
	Body func(huma.Context)
}

// Verdict is what verification found, in the words of "pooled verify".
type Verdict struct {
	Whole  bool          `json:"whole" doc:"nothing is wrong with the journal"`
	Words  string        `json:"words" doc:"as pooled verify says it"`
	Report *audit.Report `json:"report,omitempty" doc:"of a journal that is whole"`
	Fault  *audit.Fault  `json:"fault,omitempty" doc:"the first thing that is wrong; line is that of the export"`
}

// VerifyLine is how far verification has come, or what it found.
type VerifyLine struct {
	Done    int64    `json:"done" doc:"entries read so far; each is read twice where decisions are judged"`
	All     int64    `json:"all"`
	Verdict *Verdict `json:"verdict,omitempty" doc:"of the last line"`
	Problem *Problem `json:"problem,omitempty" doc:"of the last line, where verification could not be ended"`
}

// Verify verifies a fund's whole journal as it stands in the database, as "pooled verify" does its export, and calls
// progress, if it is given, as it goes. Somebody who does not trust this program verifies an export instead.
func (s *Service) Verify(ctx context.Context, in *VerifyInput, progress func(done, all int64)) (*Verdict, error) {
	if err := s.mayReadJournal(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	leave, err := s.readsJournal()
	if err != nil {
		return nil, err
	}
	defer leave()
	return s.verify(ctx, in, progress)
}

func (s *Service) verify(ctx context.Context, in *VerifyInput, progress func(done, all int64)) (*Verdict, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, streamTimeMax, errTooLong)
	defer cancel()
	decide := s.decide
	if in.SkipDecisions {
		decide = nil
	}
	report, err := s.prove(ctx, in.Fund, decide, progress)
	if f := audit.AsFault(err); f != nil {
		return &Verdict{Words: f.Error(), Fault: f}, nil
	}
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	var words bytes.Buffer
	err = report.Text(&words)
	return &Verdict{Whole: true, Words: words.String(), Report: &report}, err
}

// prove verifies a fund's journal, and holds its checkpoints against the register of keys once a key that signs stands
// in it: who signed before that, the register cannot say.
func (s *Service) prove(ctx context.Context, fund ledger.FundID, decide ledger.Decide, progress func(done, all int64)) (
	audit.Report, error,
) {
	o := audit.Options{Progress: progress}
	var err error
	if o.Service, err = s.books.Organisation(ctx); err != nil {
		return audit.Report{}, err
	}
	if o.Service.Signs() {
		o.Registered = seal.Registered
	}
	return s.books.Verify(ctx, fund, decide, o)
}

// VerifyInLines verifies a fund's journal and says line by line how far it has come.
func (s *Service) VerifyInLines(ctx context.Context, in *VerifyInput) (*VerifyOutput, error) {
	if err := s.mayReadJournal(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	return &VerifyOutput{func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		_ = s.stream(w, r, func(to io.Writer) error { // the caller may have gone, and nothing is lost by it
			w.Header().Set("Content-Type", mediaMany)
			out, ok := to.(*patient)
			if !ok {
				return nil
			}
			return s.verifyTo(r.Context(), out, in)
		})
	}}, nil
}

func (s *Service) verifyTo(ctx context.Context, out *patient, in *VerifyInput) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var line VerifyLine
	var said time.Time
	verdict, err := s.verify(ctx, in, func(done, all int64) {
		line.Done, line.All = done, all
		if now := time.Now(); now.Sub(said) >= progressEvery {
			said = now
			if out.json(line) != nil {
				cancel() // nobody waits for it
			}
		}
	})
	if err != nil {
		line.Problem = s.problem(ctx, err)
	}
	line.Verdict = verdict
	return out.json(line)
}

// json writes and sends a line.
func (p *patient) json(v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = p.Write(append(b, '\n'))
	}
	if err != nil {
		return err
	}
	return p.flush()
}

func (s *Service) registerVerification() {
	line := schemaFor[VerifyLine](s)
	streaming(s, huma.Operation{
		OperationID: "verify-journal", Method: http.MethodGet, Path: inFund + "/verification", Tags: []string{tagQuestions},
		Summary: "Verify the whole journal",
		Description: "As it stands in the database: every leaf and root, that no entry is missing, balances, periods, " +
			"authorities, that each decision is what the scheme of delegation of its moment gives, and that each signed " +
			"checkpoint is of its entries and by a registered key, where one that signs is registered. The answer is NDJSON: " +
			"lines that say how far it has come, and the verdict in the last. An answer without a verdict is none. Whoever " +
			"does not trust this program verifies an export. Whoever asks leaves a trace.",
		Errors: questionErrors, RejectUnknownQueryParameters: true,
		Responses: map[string]*huma.Response{"200": {
			Description: "Lines of progress, and the verdict.",
			Content:     map[string]*huma.MediaType{mediaMany: {Schema: line}},
		}},
	}, s.VerifyInLines)
}
