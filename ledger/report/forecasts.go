package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// ForecastHistory is every forecast that budget holders made, in the order they were made, as at a moment.
type ForecastHistory struct {
	Fund      ledger.FundID  `json:"fund"`
	Moment    Moment         `json:"moment"`
	Forecasts []PastForecast `json:"forecasts"`
}

// PastForecast is one forecast, whether or not another has followed it.
type PastForecast struct {
	Seq      int64           `json:"seq" doc:"the entry that recorded it"`
	Recorded time.Time       `json:"recorded"`
	On       ledger.Date     `json:"on"`
	Scheme   ledger.SchemeID `json:"scheme"`
	Source   ledger.SourceID `json:"source"`
	Year     ledger.Year     `json:"year"`
	Period   ledger.Period   `json:"period" doc:"when it was made"`
	Amount   ledger.Money    `json:"amount" doc:"the forecast outturn of the year"`
	Change   ledger.Money    `json:"change" doc:"to the forecast of the line before it; the first has none"`
	Reason   string          `json:"reason,omitempty" doc:"[withheld] where it may not be shown"`
	Newest   bool            `json:"newest" doc:"no later one was made by the moment"`
}

// ForecastHistory lists the forecasts of a fund as at a moment, of one scheme or source alone where one is named. It
// returns what Position returns.
func (r *Reports) ForecastHistory(
	ctx context.Context, fund ledger.FundID, at AsOf, scheme ledger.SchemeID, source ledger.SourceID,
) (ForecastHistory, error) {
	h := ForecastHistory{Fund: fund, Forecasts: []PastForecast{}}
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.resolve(ctx, at)
		if err != nil {
			return err
		}
		if m.Year = at.year; m.Year == 0 && m.Period != 0 {
			m.Year = m.Period.Year()
		}
		h.Moment = m
		return v.pastForecasts(ctx, c, &h, scheme, source)
	})
	return h, err
}

func (v *view) pastForecasts(
	ctx context.Context, c cut, h *ForecastHistory, scheme ledger.SchemeID, source ledger.SourceID,
) error {
	rows, err := v.tx.Query(ctx, `
		SELECT v.id, v.seq, e.recorded, e.effective, e.period, e.body
		  FROM document_version AS v
		  JOIN entry AS e ON e.fund = v.fund AND e.seq = v.seq
		 WHERE v.fund = $1
		   AND v.kind = 'forecast'
		   AND v.seq <= $2
		 ORDER BY v.id, v.seq`, v.fund, c.seq)
	if err != nil {
		return fmt.Errorf("forecasts of %s: %w", v.id, err)
	}
	var made PastForecast
	var id string
	var effective time.Time
	var period ledger.Period
	var body []byte
	var reasons []ledger.Private
	_, err = pgx.ForEachRow(rows, []any{&id, &made.Seq, &made.Recorded, &effective, &period, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ledger.Ref{Kind: "forecast", ID: id})
		f, _ := d.(ledger.Forecast)
		made.On = ledger.DateOf(effective)
		if err != nil || !c.holds(made.Seq, period, made.On) || scheme != "" && scheme != f.Scheme ||
			source != "" && source != f.Source {
			return err
		}
		h.add(made, f)
		reasons = append(reasons, f.Reason)
		return nil
	})
	if err != nil {
		return fmt.Errorf("forecasts of %s: %w", v.id, err)
	}
	seqs := make([]int64, len(h.Forecasts))
	for i, f := range h.Forecasts {
		seqs[i] = f.Seq
	}
	texts, err := v.texts(ctx, seqs)
	for i := range h.Forecasts {
		show(&reasons[i], texts)
		h.Forecasts[i].Reason = reasons[i].String()
	}
	return err
}

// add puts a forecast after the one that it replaces, if there is one.
func (h *ForecastHistory) add(made PastForecast, f ledger.Forecast) {
	made.Scheme, made.Source, made.Year, made.Period, made.Amount = f.Scheme, f.Source, f.Year, f.Period, f.Amount
	made.Recorded, made.Change, made.Newest = made.Recorded.UTC(), ledger.Money{}, true
	if n := len(h.Forecasts) - 1; n >= 0 {
		before := &h.Forecasts[n]
		if before.Scheme == made.Scheme && before.Source == made.Source && before.Year == made.Year {
			before.Newest, made.Change = false, made.Amount.Sub(before.Amount)
		}
	}
	h.Forecasts = append(h.Forecasts, made)
}
