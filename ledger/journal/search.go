package journal

import (
	"context"
	_ "embed" // the long SQL stands in a file of its own
	"math"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Filter asks for the entries that are all of what is given. What is left out asks for nothing.
type Filter struct {
	Newest       bool  // the newest first
	After        int64 // entries after this number in that order; 0: from its beginning
	At           int64 // no entry after this number of the journal; 0: no bound
	Limit        int   // the most to return
	Act          string
	Document     ledger.Ref // that changed it
	Account      string     // with a line in it: a control account, or one below it, by its name
	Scheme       ledger.SchemeID
	Source       ledger.SourceID
	Partner      ledger.BodyID
	Since, Until ledger.Period
	From, To     ledger.Date // by effective date
	AtLeast      ledger.Money
	Words        string // each of which stands in the entry's sentence, reference or narrative
}

// Found is a page of the entries that a filter asks for.
type Found struct {
	Entries []Posted
	Looked  int64 // the last entry looked at, where the search stopped before its end; 0: it came to its end
}

// A search stops, and says where, when it has looked at so many entries: of the journal, of an account or document, and
// of those that were read whole and are not what was asked for.
const (
	lookMax      = 20_000
	lookNamedMax = 4_000
	dropMax      = 2_000
	togetherMax  = 500 // are read at once where many may not be what was asked for
)

// search is a filter at work.
type search struct {
	Filter
	db              querier
	fund            int32
	low, high       int64 // what is still to be looked at
	words           []string
	out             []Posted
	looked, dropped int
}

// Search finds entries of a fund, page by page. It begins at the narrowest index, and is bounded whatever it finds.
func (j *Journal) Search(ctx context.Context, fund ledger.FundID, f Filter) (Found, error) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return Found{}, err
	}
	head, err := j.Head(ctx, fund)
	if err != nil {
		return Found{}, err
	}
	s := &search{Filter: f, db: j.pool, fund: number, low: 1, high: head.Seq}
	s.words = strings.Fields(strings.ToLower(f.Words))
	if f.At > 0 {
		s.high = min(s.high, f.At)
	}
	switch {
	case !f.Newest:
		s.low = f.After + 1
	case f.After > 0:
		s.high = min(s.high, f.After-1)
	}
	for s.low <= s.high && len(s.out) < f.Limit {
		if s.looked >= lookMax || s.named() && s.looked >= lookNamedMax || s.dropped >= dropMax {
			return Found{s.out, s.edge()}, nil
		}
		if err := s.step(ctx); err != nil {
			return Found{}, err
		}
	}
	return Found{Entries: s.out}, nil
}

// edge is the last entry that was looked at.
func (s *search) edge() int64 {
	if s.Newest {
		return s.high + 1
	}
	return s.low - 1
}

// pass leaves behind what was looked at, up to an entry.
func (s *search) pass(edge int64) {
	if s.Newest {
		s.high = edge - 1
		return
	}
	s.low = edge + 1
}

// onAccount reports whether a line on an account is asked for.
func (s *search) onAccount() bool {
	return s.Account != "" || s.Scheme != "" || s.Source != "" || s.Partner != ""
}

// named reports whether an index names the entries to look at: those of a document, or of accounts.
func (s *search) named() bool { return s.Document.Kind != "" || s.onAccount() }

// reads reports whether entries must be read whole to know whether they are what was asked for.
func (s *search) reads() bool {
	return len(s.words) > 0 || s.AtLeast.Sign() > 0 || s.Document.Kind != "" && s.onAccount()
}

// sifts reports whether an entry's columns must be looked at.
func (s *search) sifts() bool {
	return s.Act != "" || s.Since != 0 || s.Until != 0 || s.From != 0 || s.To != 0
}

// step looks at some entries more.
func (s *search) step(ctx context.Context) error {
	most := s.Limit - len(s.out)
	if s.reads() || s.named() && s.sifts() {
		most = togetherMax
	}
	if s.named() {
		return s.stepNamed(ctx, most)
	}
	low, high := s.low, min(s.high, s.low+lookMax-1)
	if s.Newest {
		low, high = max(s.low, s.high-lookMax+1), s.high
	}
	found, err := s.entries(ctx, `seq BETWEEN @low AND @high`, pgx.NamedArgs{"low": low, "high": high, "limit": most})
	if err != nil {
		return err
	}
	start, edge := low, high
	if s.Newest {
		start, edge = high, low
	}
	if len(found) == most {
		edge = found[most-1].Entry.Seq
	}
	s.looked += int(max(edge-start, start-edge)) + 1
	s.pass(edge)
	s.keep(found)
	return nil
}

// stepNamed looks at some of the entries that an index names.
func (s *search) stepNamed(ctx context.Context, most int) error {
	sql, args := entriesOfDocumentSQL, pgx.NamedArgs{"fund": s.fund, "low": s.low, "high": s.high, "limit": most}
	if s.Document.Kind != "" {
		args["kind"], args["id"] = s.Document.Kind, s.Document.ID
	} else {
		sql = entriesOfAccountsSQL
		since, until := s.periods()
		args["account"], args["scheme"], args["source"], args["partner"] = s.Account, s.Scheme, s.Source, s.Partner
		args["since"], args["until"] = since, until
	}
	rows, err := s.db.Query(ctx, s.inOrder(sql), args)
	if err != nil {
		return err
	}
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	if len(numbers) > 0 {
		found, err := s.entries(ctx, `seq = ANY (@numbers)`, pgx.NamedArgs{"numbers": numbers, "limit": most})
		if err != nil {
			return err
		}
		s.keep(found)
		s.looked += len(numbers)
		s.pass(numbers[len(numbers)-1])
	}
	if len(numbers) < most { // there are no more
		s.low, s.high = 1, 0
	}
	return nil
}

// inOrder is a query in the order that is asked for.
func (s *search) inOrder(sql string) string {
	if s.Newest {
		return strings.ReplaceAll(sql, " ASC", " DESC")
	}
	return sql
}

// periods are those that an entry asked for can stand in: by date, that of its month or the last two of its year.
func (s *search) periods() (since, until ledger.Period) {
	since, until = s.Since, s.Until
	if s.From != 0 {
		since = max(since, ledger.PeriodOf(s.From))
	}
	if until == 0 {
		until = math.MaxInt16
	}
	if s.To != 0 {
		until = min(until, ledger.NewPeriod(ledger.YearOf(s.To), 14))
	}
	return since, until
}

// entries reads those of some entries whose columns are as asked for, texts revealed, in the order that is asked for.
func (s *search) entries(ctx context.Context, where string, args pgx.NamedArgs) ([]Posted, error) {
	since, until := s.Since, s.Until
	if until == 0 {
		until = math.MaxInt16
	}
	args["fund"], args["act"], args["since"], args["until"] = s.fund, s.Act, since, until
	args["from"], args["to"] = dayOr(s.From, firstDay), dayOr(s.To, lastDay)
	rows, err := s.db.Query(ctx, s.inOrder(`
		SELECT body
		  FROM entry
		 WHERE fund = @fund
		   AND `+where+`
		   AND (@act::text = '' OR act = @act)
		   AND period BETWEEN @since::smallint AND @until::smallint
		   AND effective BETWEEN @from::date AND @to::date
		 ORDER BY seq ASC
		 LIMIT @limit`), args)
	if err != nil {
		return nil, err
	}
	return decodeEntries(ctx, s.db, s.fund, rows)
}

// The days before and after all that an entry can be dated.
var firstDay, lastDay = ledger.MustDate("2000-01-01"), ledger.MustDate("2100-12-31")

func dayOr(day, otherwise ledger.Date) time.Time {
	if day == 0 {
		return otherwise.Time()
	}
	return day.Time()
}

// keep takes those of what was read that are asked for, as far as there is room. What there is no room for is looked at
// again by who goes on after the last that was taken.
func (s *search) keep(found []Posted) {
	for _, p := range found {
		switch {
		case !s.asks(p.Entry):
			s.dropped++
		case len(s.out) < s.Limit:
			s.out = append(s.out, p)
		}
	}
}

// asks reports whether an entry that was read whole is asked for.
func (s *search) asks(e ledger.Entry) bool {
	if e.Amount().Compare(s.AtLeast) < 0 {
		return false
	}
	if s.Document.Kind != "" && s.onAccount() && !slices.ContainsFunc(e.Postings, s.lineAsked) {
		return false
	}
	if len(s.words) == 0 {
		return true
	}
	text := strings.ToLower(e.Sentence() + " " + e.Reference.String() + " " + e.Narrative.String())
	return !slices.ContainsFunc(s.words, func(word string) bool { return !strings.Contains(text, word) })
}

func (s *search) lineAsked(p ledger.Posting) bool {
	a := p.Account
	return (s.Account == "" || a.String() == s.Account || a.Control().String() == s.Account) &&
		(s.Scheme == "" || a.Scheme == s.Scheme) && (s.Source == "" || a.Source == s.Source) &&
		(s.Partner == "" || a.Partner == s.Partner)
}

//go:embed entries_of_accounts.sql
var entriesOfAccountsSQL string

const entriesOfDocumentSQL = `
	SELECT seq
	  FROM document_version
	 WHERE fund = @fund
	   AND kind = @kind
	   AND id = @id
	   AND seq BETWEEN @low AND @high
	 ORDER BY seq ASC
	 LIMIT @limit`
