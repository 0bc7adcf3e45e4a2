package web

import (
	"maps"
	"slices"

	"pooled/api"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// postingTables are an entry's lines, a table for each book that it touches.
func postingTables(p api.Postings) []table {
	var tables []table
	for _, book := range []struct {
		id, caption string
		lines       []api.Posting
	}{
		{"actuals", "Postings in the actuals book (money)", p.Actuals},
		{"memo", "Postings in the memo book (budget and commitments)", p.Memo},
	} {
		t := table{ID: book.id, Caption: book.caption, Head: head("Account,Code|Debit,Credit")}
		for _, line := range book.lines {
			debit, credit := words(""), words("")
			if line.Debit != nil {
				debit = money(line.Debit)
			}
			if line.Credit != nil {
				credit = money(line.Credit)
			}
			debit.Number, credit.Number = true, true
			t.Rows = append(t.Rows, []cell{words(line.Name), words(line.Account), debit, credit})
		}
		if len(t.Rows) > 0 {
			debits, credits := api.TotalsOf(book.lines)
			t.Foot = []cell{words("Total"), words(""), money(debits), money(credits)}
			tables = append(tables, t)
		}
	}
	return tables
}

// change is a figure before and after.
type change struct {
	name       string
	now, would amount
}

// positionTables are the schemes and sources that an act touches, before and after it.
func positionTables(p *api.Preview) []table {
	lines := table{
		ID: "lines", Caption: "Schemes, as they stand and as they would be",
		Head: head("Scheme and source,Figure|Now,After"),
	}
	for _, row := range p.Lines {
		b := matching(p.LinesBefore, func(i int) bool {
			return p.LinesBefore[i].Scheme == row.Scheme && p.LinesBefore[i].Source == row.Source
		})
		lines.Rows = append(lines.Rows, changesOf(row.SchemeName+", "+row.SourceName, []change{
			{"Revised budget", b.Revised, row.Revised},
			{"Committed", b.Committed, row.Committed},
			{"Spent", b.Spent, row.Spent},
			{"Left to commit", b.Available, row.Available},
		})...)
	}
	sources := table{
		ID: "sources", Caption: "Sources, as they stand and as they would be",
		Head: head("Source,Figure|Now,After"),
	}
	for _, row := range p.Sources {
		b := matching(p.SourcesBefore, func(i int) bool { return p.SourcesBefore[i].Source == row.Source })
		sources.Rows = append(sources.Rows, changesOf(row.Name, []change{
			{"Agreed", b.Agreed, row.Agreed},
			{"Received", b.Received, row.Received},
			{"Due", b.Due, row.Due},
			{"Revised budget", b.Revised, row.Revised},
			{"Committed", b.Committed, row.Committed},
			{"Spent", b.Spent, row.Spent},
			{"Left to commit", b.Available, row.Available},
		})...)
	}
	var tables []table
	for _, t := range []table{lines, sources} {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// matching is the row that is meant; one of nothing, where the act is its first.
func matching[Row any](rows []Row, is func(int) bool) (row Row) {
	for i := range rows {
		if is(i) {
			return rows[i]
		}
	}
	return row
}

// changesOf are the lines of the figures that change.
func changesOf(name string, list []change) [][]cell {
	var rows [][]cell
	for _, c := range list {
		if c.now.Pence() != c.would.Pence() {
			rows = append(rows, []cell{words(name), words(c.name), money(c.now), money(c.would)})
		}
	}
	return rows
}
