package api

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pooled/ledger"
	"pooled/ledger/audit"
)

// RisksTimeMax bounds how long a journal is gone over: 200,000 entries take about a second.
const RisksTimeMax = 2 * time.Minute

// RisksInput asks what risk filters find in a fund's journal.
type RisksInput struct {
	Caller
	Fund   ledger.FundID `path:"fund" example:"havering"`
	Filter string        `query:"filter" maxLength:"200" pattern:"^[a-z-]+(,[a-z-]+)*$" example:"round-sum,night" doc:"by these filters alone; all when left out"` //nolint:lll // a tag cannot be broken
	Period string        `query:"period" example:"2015-16/06" doc:"find entries of this period alone, 01 to 14; what is usual is learnt from all"`                 //nolint:lll // a tag cannot be broken
	After  int64         `query:"after" minimum:"0" doc:"entries after this number; next in the answer says how to go on"`
	Limit  int           `query:"limit" minimum:"1" maximum:"200" default:"50"`

	Entries int64 `query:"entries" minimum:"1" doc:"as the fund's journal stood at this entry; as it stands now when left out"`
	Service int64 `query:"service" minimum:"1" doc:"and the journal of the service at this one of its own"`

	Round         string `query:"round" pattern:"^(0|[1-9][0-9]*)\\.[0-9]{2}$" maxLength:"13" default:"1000.00" doc:"an amount is round that is a whole multiple of this"` //nolint:lll // a tag cannot be broken
	Near          int    `query:"near" default:"90" doc:"an amount is just under a limit from so many per cent of it on"`
	NightFrom     int    `query:"nightFrom" default:"20" doc:"the hour at which the night begins, in London"`
	NightTo       int    `query:"nightTo" default:"7" doc:"the hour at which it ends"`
	PeriodEndDays int    `query:"periodEndDays" default:"3" doc:"the last days of a period that are its end"`
	BackDays      int    `query:"backDays" default:"31" doc:"an entry is back-dated that is recorded more days after its date"`
	SplitDays     int    `query:"splitDays" default:"30" doc:"purchases that may be one stand within so many days"`
	Rare          int    `query:"rare" default:"3" doc:"a pair of accounts is unusual that so many entries or fewer have"`
	Alone         int    `query:"alone" default:"3" doc:"one approver is the only one of a preparer's after so many approvals"`
}

// RisksOf asks about a fund with the thresholds that hold where nothing else is asked.
func RisksOf(actor ledger.ActorID, fund string, limit int) *RisksInput {
	in := &RisksInput{Caller: Caller{actor}, Fund: ledger.FundID(fund), Limit: limit}
	in.usual()
	return in
}

// Resolve fills in the caller, and gives the answer as long as the question may take.
func (in *RisksInput) Resolve(ctx huma.Context) []error {
	in.Actor = callOf(ctx.Context()).actor
	_, w := humago.Unwrap(ctx)
	(&patient{control: http.NewResponseController(w)}).extend(time.Now().Add(RisksTimeMax + streamWaitMax))
	return nil
}

// RisksOutput is what risk filters find in a fund's journal.
type RisksOutput struct{ Body RisksAnswer }

// RisksAnswer is what risk filters find in a fund's journal: entries to look at, and nothing wrong.
type RisksAnswer struct {
	Fund    ledger.FundID `json:"fund"`
	Entries int64         `json:"entries" doc:"the answer rests on the entries up to this number"`
	Service int64         `json:"service" doc:"and on those of the service journal up to this one"`
	Root    ledger.Digest `json:"root" doc:"of the fund's log of that many entries"`
	Money   int64         `json:"money" doc:"entries that move money in either book, of the period where one is asked for"`
	Period  string        `json:"period,omitempty"`
	audit.Thresholds
	Risks  []RiskCount        `json:"risks" doc:"the filters, each with its rule and how many entries it finds"`
	Found  []RiskEntry        `json:"found" doc:"the entries found, in the order of the journal"`
	Next   string             `json:"next,omitempty" doc:"where the next page of those is; none: this is the last"`
	Pairs  []audit.PersonPair `json:"pairs" doc:"who approved whose entries, how often, in the whole journal"`
	Digits audit.FirstDigits  `json:"digits" doc:"of the debits of the actuals book, against Benford's law"`
}

// RiskCount is one filter.
type RiskCount struct {
	Name  string `json:"risk"`
	Rule  string `json:"rule"`
	Count int64  `json:"count"`
}

// RiskEntry is an entry that filters find.
type RiskEntry struct {
	audit.EntryChange
	Risks []RiskFound `json:"risks"`
}

// RiskFound is a filter that finds an entry, and why.
type RiskFound struct {
	Name   string       `json:"risk"`
	Amount ledger.Money `json:"amount" doc:"the debits of the actuals book, else of memo without allowances; of a split purchase, what is promised for the scheme"` //nolint:lll // a tag cannot be broken
	Why    string       `json:"why,omitempty"`
}

// Risks goes over a fund's journal by risk filters, as "pooled register" does its export. The journal is verified as it
// is read.
func (s *Service) Risks(ctx context.Context, in *RisksInput) (*RisksOutput, error) {
	if err := s.mayReadJournal(ctx, in.Fund, in.Actor); err != nil {
		return nil, err
	}
	asked, err := in.asked()
	if err != nil {
		return nil, err
	}
	leave, err := s.readsJournal()
	if err != nil {
		return nil, err
	}
	defer leave()
	at := audit.ExportOptions{Fund: in.Fund, Redacted: true, Entries: in.Entries, Service: in.Service}
	risks, err := s.books.Register(ctx, at, asked)
	if f := audit.AsFault(err); f != nil {
		err = audit.ErrNotWhole.With("%s: %s", audit.ErrNotWhole.Text, f)
	}
	if err != nil {
		return nil, err
	}
	out := RisksAnswer{
		Fund: in.Fund, Entries: risks.Entries, Service: risks.Service, Root: risks.Root, Money: risks.Money,
		Period: in.Period, Thresholds: risks.Thresholds, Pairs: risks.Pairs, Digits: risks.Digits,
	}
	for _, one := range risks.Risks {
		out.Risks = append(out.Risks, RiskCount{one.Name, one.Rule, one.Count})
	}
	if out.Found = foundOf(risks.Risks); len(out.Found) > in.Limit {
		out.Found = out.Found[:in.Limit]
		out.Next = in.next(out)
	}
	return &RisksOutput{out}, nil
}

// asked is one entry more of each filter than is listed: so the first of all filters together are among them.
func (in *RisksInput) asked() (asked audit.RegisterOptions, err error) {
	asked = audit.RegisterOptions{After: in.After, Limit: in.Limit + 1}
	if in.Filter != "" {
		asked.Filters = strings.Split(in.Filter, ",")
	}
	if asked.Thresholds, err = in.thresholds(); err == nil && in.Period != "" {
		asked.Period, err = ledger.ParseEntryPeriod(in.Period)
	}
	return asked, err
}

func (in *RisksInput) next(page RisksAnswer) string {
	parameters := []string{
		"filter", in.Filter, "period", in.Period, "after", strconv.FormatInt(page.Found[len(page.Found)-1].Seq, 10),
		"limit", strconv.Itoa(in.Limit), "entries", strconv.FormatInt(page.Entries, 10),
		"service", strconv.FormatInt(page.Service, 10),
	}
	for _, m := range in.Measures() {
		parameters = append(parameters, m.Name, m.Value)
	}
	return address("/v1/funds/"+string(in.Fund)+"/risks", parameters...)
}

// foundOf are the entries that filters list, each once with all that find it.
func foundOf(risks []audit.Risk) []RiskEntry {
	bySeq := map[int64]*RiskEntry{}
	for _, one := range risks {
		for _, item := range one.Items {
			e := bySeq[item.Seq]
			if e == nil {
				e = &RiskEntry{EntryChange: item.EntryChange}
				bySeq[item.Seq] = e
			}
			e.Risks = append(e.Risks, RiskFound{one.Name, item.Amount, item.Why})
		}
	}
	found := []RiskEntry{}
	for e := range maps.Values(bySeq) {
		found = append(found, *e)
	}
	slices.SortFunc(found, func(a, b RiskEntry) int { return cmp.Compare(a.Seq, b.Seq) })
	return found
}

func (s *Service) registerRisks() {
	register(s, huma.Operation{
		OperationID: "list-risks", Method: http.MethodGet, Path: inFund + "/risks", Tags: []string{tagQuestions},
		Summary: "Go over the journal by risk",
		Description: "By the filters of \"pooled register\": " + strings.Join(audit.RiskNames(), ", ") + ". What is found is to " +
			"be looked at, and nothing wrong. The whole journal is read for each page, verified as it is, and the pages that " +
			"next leads to rest on the same entries. Whoever asks leaves a trace.",
		Errors: append([]int{http.StatusConflict}, questionErrors...), Metadata: map[string]any{timeMax: RisksTimeMax},
	}, s.Risks)
}
