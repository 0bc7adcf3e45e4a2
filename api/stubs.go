package api

import (
	"context"

	"pooled/ledger"
)

// Preview is what a dry run shows.
type Preview struct{}

func (s *Service) preview(context.Context, ledger.FundID, ledger.ActorID, *ledger.Entry) (*Preview, error) {
	return nil, nil
}
func (s *Service) registerPositions() {}
