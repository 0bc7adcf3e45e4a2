package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// HealthOutput says how the program is.
type HealthOutput struct{ Body Health }

// Health says how the program is.
type Health struct {
	Status string `json:"status" enum:"ok"`
}

var well = &HealthOutput{Health{"ok"}}

// Healthz answers while the program runs.
func (s *Service) Healthz(context.Context, *struct{}) (*HealthOutput, error) { return well, nil }

// Readyz answers once the database can be reached.
func (s *Service) Readyz(ctx context.Context, _ *struct{}) (*HealthOutput, error) {
	if _, err := s.journal.Head(ctx, ledger.Service); err != nil {
		s.log.ErrorContext(ctx, "not ready", "request", callOf(ctx).id, "error", err)
		return nil, ledger.ErrBusy.With("the database cannot be reached")
	}
	return well, nil
}

func (s *Service) registerHealth() {
	register(s, huma.Operation{
		OperationID: "check-health", Method: http.MethodGet, Path: "/healthz", Tags: []string{tagService},
		Summary: "Is the program running?", Metadata: map[string]any{public: true}, Security: []map[string][]string{},
	}, s.Healthz)
	register(s, huma.Operation{
		OperationID: "check-readiness", Method: http.MethodGet, Path: "/readyz", Tags: []string{tagService},
		Summary: "Can it serve?", Metadata: map[string]any{public: true}, Security: []map[string][]string{},
		Description: "Answers 200 when the database can be reached, else 503.",
	}, s.Readyz)
}
