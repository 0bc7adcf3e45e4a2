package api

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pooled/ledger"
	"pooled/ledger/audit"
)

// ExportInput asks for a fund's whole journal, or for the rest of it.
type ExportInput struct {
	Caller
	Fund     ledger.FundID `path:"fund" example:"havering"`
	Redacted bool          `query:"redacted" doc:"without the texts that may have to be hidden, for public inspection"`
	Entries  int64         `query:"entries" minimum:"1" example:"147" doc:"as the fund's journal stood at this entry; as it stands now when left out"` //nolint:lll // a tag cannot be broken
	Service  int64         `query:"service" minimum:"1" example:"48" doc:"and the service journal at this one of its own"`
	After    int64         `query:"after" minimum:"0" example:"120" doc:"go on after so many lines of entries, which you hold: without the first line and them"`                                       //nolint:lll // a tag cannot be broken
	Root     string        `query:"root" pattern:"^[A-Za-z0-9_-]{43}$" doc:"the root over those of them that are of the last one's journal: refused with other-history where it is not the journal's"` //nolint:lll // a tag cannot be broken
}

// ExportOutput is a stream of lines.
type ExportOutput struct {
	Body func(huma.Context)
}

// MayReadJournal asks whether somebody may read what they asked of a fund's whole journal before.
func (s *Service) MayReadJournal(ctx context.Context, actor ledger.ActorID, fund string) error {
	return s.mayReadJournal(ctx, ledger.FundID(fund), actor)
}

// mayReadJournal asks whether somebody may read a fund's whole journal, and with it the journal of organisations and
// posts that its acts were judged under. It leaves a trace in both.
func (s *Service) mayReadJournal(ctx context.Context, fund ledger.FundID, actor ledger.ActorID) error {
	if _, err := s.look(ctx, fund, actor, readJournal); err != nil {
		return err
	}
	return s.mayKnow(ctx, actor)
}

// Export streams a fund's whole journal: the bytes that "pooled export" writes.
func (s *Service) Export(ctx context.Context, in *ExportInput) (*ExportOutput, error) {
	x, err := s.export(ctx, in)
	if err != nil {
		return nil, err
	}
	return &ExportOutput{func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		s.sendExport(w, r, in, x)
	}}, nil
}

// ExportOf asks for a fund's whole journal as it stands.
func ExportOf(actor ledger.ActorID, fund string, redacted bool) *ExportInput {
	return &ExportInput{Caller: Caller{actor}, Fund: ledger.FundID(fund), Redacted: redacted}
}

// SendExport sends a page's reader what [Service.Export] streams.
func (s *Service) SendExport(w http.ResponseWriter, r *http.Request, in *ExportInput) error {
	x, err := s.export(r.Context(), in)
	if err == nil {
		s.sendExport(w, r, in, x)
	}
	return err
}

func (s *Service) export(ctx context.Context, in *ExportInput) (*audit.Exporting, error) {
	if err := s.mayReadJournal(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	o := audit.ExportOptions{
		Fund: in.Fund, Redacted: in.Redacted, Entries: in.Entries, Service: in.Service, After: in.After,
	}
	if in.Root != "" {
		if err := o.Root.UnmarshalText([]byte(in.Root)); err != nil {
			return nil, ledger.ErrInvalid.With("the root is not written as a root is: %v", err)
		}
	}
	return s.books.Export(ctx, o)
}

func (s *Service) sendExport(w http.ResponseWriter, r *http.Request, in *ExportInput, x *audit.Exporting) {
	kind := ""
	if in.Redacted {
		kind = "-redacted"
	}
	name := fmt.Sprintf("%s-%d%s.export", in.Fund, x.Entries(), kind)
	if err := s.stream(w, r, func(to io.Writer) error {
		h := w.Header()
		h.Set("Content-Type", mediaText+"; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		h.Set("Vary", "Accept-Encoding")
		if !takesGzip(r.Header.Get("Accept-Encoding")) {
			return x.Write(r.Context(), to)
		}
		h.Set("Content-Encoding", "gzip")
		z, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
		if err == nil {
			err = errors.Join(x.Write(r.Context(), z), z.Close())
		}
		return err
	}); err != nil {
		// The answer has begun: only a connection that is cut says that it is not whole.
		c := callOf(r.Context())
		s.log.LogAttrs(r.Context(), slog.LevelWarn, "an export broke off", slog.String("request", c.id),
			slog.String("reason", err.Error()))
		panic(http.ErrAbortHandler)
	}
}

// takesGzip reports whether a caller takes a compressed answer.
func takesGzip(header string) bool {
	for coding := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight = strings.ReplaceAll(weight, " ", "")
			return !strings.HasPrefix(weight, "q=0") || strings.Trim(weight, "q=0.") != ""
		}
	}
	return false
}

func (s *Service) registerExport() {
	op := huma.Operation{
		OperationID: "export-journal", Method: http.MethodGet, Path: inFund + "/export", Tags: []string{tagQuestions},
		Summary: "Export the whole journal",
		Description: "The file that \"pooled verify\" proves: the entries as they were posted, each with its leaf, and the " +
			"service journal that says who was allowed what. At the same entries it is the same to the last byte, but for " +
			"texts erased and checkpoints signed meanwhile. Its first line says entries, service and how many lines of " +
			"entries follow; where the answer breaks off, ask again with those and with after. Compressed where that is " +
			"accepted. Whoever reads it leaves a trace.",
		Errors: append([]int{http.StatusConflict}, questionErrors...), Metadata: map[string]any{answersWith: mediaText},
		RejectUnknownQueryParameters: true,
		Responses: map[string]*huma.Response{"200": {
			Description: "The file, or the rest of it.",
			Content:     map[string]*huma.MediaType{mediaText: {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}
	streaming(s, op, s.Export)
}
