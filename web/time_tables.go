package web

import (
	"slices"

	"pooled/api"
)

// moved is a figure at two moments.
type moved struct {
	name              string
	then, now, change amount
}

// movedRows are the lines of the figures that stand otherwise.
func movedRows(name string, list []moved) (rows [][]cell) {
	for _, m := range list {
		if m.change.Pence() != 0 {
			rows = append(rows, []cell{words(name), words(m.name), money(m.then), money(m.now), money(m.change)})
		}
	}
	return rows
}

// movedTables are what changed by scheme and by source; none, where nothing did.
func movedTables(before, now api.PositionAnswer) (tables []table) {
	schemes := table{ID: "moved-schemes", Caption: "What changed by scheme", Head: head("Scheme,Figure|Before,After,Change")}
	for _, b := range now.Schemes {
		a := matching(before.Schemes, func(i int) bool { return before.Schemes[i].Scheme == b.Scheme })
		schemes.Rows = append(schemes.Rows, movedRows(b.Name, []moved{
			{"Revised budget", a.Revised, b.Revised, b.Revised.Sub(a.Revised)},
			{"Committed", a.Committed, b.Committed, b.Committed.Sub(a.Committed)},
			{"Spent", a.Spent, b.Spent, b.Spent.Sub(a.Spent)},
			{"Left to commit", a.Available, b.Available, b.Available.Sub(a.Available)},
		})...)
	}
	sources := table{ID: "moved-sources", Caption: "What changed by source", Head: head("Source,Figure|Before,After,Change")}
	for _, b := range now.Sources {
		a := matching(before.Sources, func(i int) bool { return before.Sources[i].Source == b.Source })
		sources.Rows = append(sources.Rows, movedRows(b.Name, []moved{
			{"Agreed", a.Agreed, b.Agreed, b.Agreed.Sub(a.Agreed)},
			{"Called", a.Called, b.Called, b.Called.Sub(a.Called)},
			{"Received", a.Received, b.Received, b.Received.Sub(a.Received)},
			{"Revised budget", a.Revised, b.Revised, b.Revised.Sub(a.Revised)},
			{"Committed", a.Committed, b.Committed, b.Committed.Sub(a.Committed)},
			{"Spent", a.Spent, b.Spent, b.Spent.Sub(a.Spent)},
			{"Left to commit", a.Available, b.Available, b.Available.Sub(a.Available)},
		})...)
	}
	return slices.DeleteFunc([]table{schemes, sources}, func(t table) bool { return len(t.Rows) == 0 })
}

// accountsTable is every account that stands otherwise.
func accountsTable(list []api.AccountChange) table {
	t := table{ID: "moved-accounts", Caption: "What changed by account, debits less credits", Head: head("Account,Code|Before,After,Change")}
	for _, a := range list {
		t.Rows = append(t.Rows, []cell{words(a.Name), words(a.Account), money(a.Before), money(a.After), money(a.Change)})
	}
	return t
}
