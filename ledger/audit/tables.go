package audit

import (
	"encoding/base64"
	"io"
	"strings"
	"time"

	"pooled/ledger"
)

// EntriesTable, PostingsTable, DocumentsTable and AuthoritiesTable are the rows of one table each, for an auditor's own
// tools. Their tags name the columns. Amounts are whole pence, debits positive.
type (
	// EntriesTable has a row an entry.
	EntriesTable struct {
		Fund      string    `parquet:"fund,dict"`
		Entry     int64     `parquet:"entry"`
		Recorded  time.Time `parquet:"recorded,timestamp(microsecond)"`
		Effective string    `parquet:"effective"`
		Period    string    `parquet:"period,dict"`
		LateFor   string    `parquet:"late_for,dict"` // the closed period that a late item belongs to
		Act       string    `parquet:"act,dict"`
		Reverses  int64     `parquet:"reverses"` // an entry's number, or 0
		Actor     string    `parquet:"actor,dict"`
		Post      string    `parquet:"post,dict"`
		Role      string    `parquet:"role,dict"`
		Body      string    `parquet:"body,dict"`
		Rule      string    `parquet:"rule,dict"`
		Pence     int64     `parquet:"amount_pence"` // debits of actuals; where there are none, of memo without allowances
		Lines     int64     `parquet:"lines"`
		Sentence  string    `parquet:"sentence"`
		Leaf      string    `parquet:"leaf"`
	}

	// PostingsTable has a row a posting, with its account in parts.
	PostingsTable struct {
		Fund       string `parquet:"fund,dict"`
		Entry      int64  `parquet:"entry"`
		Line       int64  `parquet:"line"` // from 1
		Effective  string `parquet:"effective,dict"`
		Period     string `parquet:"period,dict"`
		Book       string `parquet:"book,dict"`
		Code       int64  `parquet:"code"`
		Name       string `parquet:"name,dict"`
		Year       string `parquet:"year,dict"`
		Partner    string `parquet:"partner,dict"`
		Source     string `parquet:"source,dict"`
		Scheme     string `parquet:"scheme,dict"`
		Nature     string `parquet:"nature,dict"`
		Subsidiary string `parquet:"subsidiary,dict"`
		Account    string `parquet:"account,dict"`
		Pence      int64  `parquet:"amount_pence"`
	}

	// DocumentsTable has a row a version of a document.
	DocumentsTable struct {
		Fund  string `parquet:"fund,dict"`
		Entry int64  `parquet:"entry"` // that saved it
		Kind  string `parquet:"kind,dict"`
		ID    string `parquet:"id"`
		State string `parquet:"state,dict"`
		JSON  string `parquet:"json"` // as it stands in the entry's bytes; digests stand for texts that may be hidden
	}

	// AuthoritiesTable has a row a person who asked for an entry or approved it, in order.
	AuthoritiesTable struct {
		Fund    string `parquet:"fund,dict"`
		Entry   int64  `parquet:"entry"`
		Order   int64  `parquet:"order"` // 0: asked for it; 1 upwards: approved it
		Part    string `parquet:"part,dict"`
		Actor   string `parquet:"actor,dict"`
		Post    string `parquet:"post,dict"`
		Role    string `parquet:"role,dict"`
		Body    string `parquet:"body,dict"`
		Rule    string `parquet:"rule,dict"`
		Policy  string `parquet:"policy,dict"` // hash of the scheme of delegation
		Service int64  `parquet:"service"`     // the service journal's number it was judged under
	}
)

// TableRows are the rows that an entry makes in the four tables.
type TableRows struct {
	Entry       EntriesTable
	Postings    []PostingsTable
	Documents   []DocumentsTable
	Authorities []AuthoritiesTable
}

// Tables verifies a whole file and calls f with the rows of each entry of the service's journal and of the fund's, in
// the order of the file. No row holds a private text. The rows are used again after f returns. It returns a Fault, or
// f's error.
func Tables(r io.Reader, o Options, f func(*TableRows) error) (Report, error) {
	t := &tabled{accounts: map[string]PostingsTable{}, take: f}
	o.entry = t.entry
	return Verify(r, o)
}

// tabled makes rows.
type tabled struct {
	rows     TableRows
	accounts map[string]PostingsTable // by their written form
	take     func(*TableRows) error
}

func (t *tabled) entry(s *section, e *entry, body []byte) error {
	words, err := inWords(e, body)
	if err != nil {
		return err
	}
	recorded, err := time.Parse(recordedForm, words.Recorded)
	if err != nil {
		return err
	}
	pence, _ := e.amount()
	by := e.authority.person()
	t.rows = TableRows{
		EntriesTable{
			Fund: s.fund, Entry: e.seq, Recorded: recorded, Effective: words.Effective, Period: words.Period,
			LateFor: string(e.late), Act: string(e.actKind()), Reverses: e.reverses, Actor: by.Actor, Post: by.Post,
			Role: by.Role, Body: by.Body, Rule: by.Rule, Pence: pence, Lines: int64(len(e.lines)),
			Sentence: words.Sentence, Leaf: base64.RawURLEncoding.EncodeToString(s.leaf[:]),
		},
		t.rows.Postings[:0], t.rows.Documents[:0], t.rows.Authorities[:0],
	}
	for i, l := range e.lines {
		row, err := t.account(string(l.account))
		if err != nil {
			return err
		}
		row.Fund, row.Entry, row.Line, row.Pence = s.fund, e.seq, int64(i+1), l.pence
		row.Effective, row.Period = words.Effective, words.Period
		t.rows.Postings = append(t.rows.Postings, row)
	}
	for i, one := range append([]StepPerson{by}, e.authority.approvers()...) {
		part := "approved"
		if i == 0 {
			part = "asked"
		}
		t.rows.Authorities = append(t.rows.Authorities, AuthoritiesTable{
			s.fund, e.seq, int64(i), part, one.Actor, one.Post, one.Role, one.Body, one.Rule,
			string(e.authority.policy), e.authority.service,
		})
	}
	err = eachVersion(e, func(ref ledger.Ref, state string, document []byte) error {
		t.rows.Documents = append(t.rows.Documents, DocumentsTable{s.fund, e.seq, ref.Kind, ref.ID, state, string(document)})
		return nil
	})
	if err != nil {
		return err
	}
	return t.take(&t.rows)
}

// account is the part of a row that its account fills.
func (t *tabled) account(written string) (PostingsTable, error) {
	if row, ok := t.accounts[written]; ok {
		return row, nil
	}
	a, err := ledger.ParseAccount(written)
	if err != nil {
		return PostingsTable{}, err
	}
	chart, _ := a.Code.Line()
	row := PostingsTable{
		Book: chart.Book().String(), Code: int64(a.Code), Name: chart.Name, Year: a.Year.String(),
		Partner: string(a.Partner), Source: string(a.Source), Scheme: string(a.Scheme), Nature: string(a.Nature),
		Subsidiary: a.Of, Account: strings.Clone(written),
	}
	t.accounts[row.Account] = row
	return row, nil
}
