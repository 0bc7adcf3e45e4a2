package web

import (
	"net/http"

	"pooled/api"
)

// fundRow is a fund at a glance.
type fundRow struct {
	ID, Name, Year                 string
	Agreed, Spent, Committed, Left string
	Partial                        bool // its reader sees what is with their own organisation alone
	Risks                          int
}

// funds shows all funds at a glance, as many as the API lists on a page.
func (s *site) funds(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	found, err := s.ask.Funds(r.Context(), api.FundsAfter(person.Actor, r.URL.Query().Get("after"), fundsMost))
	if err != nil {
		return err
	}
	view := struct {
		Funds []fundRow
		Next  string
	}{}
	for _, fund := range found.Body.Funds {
		row, err := s.glance(r, api.Ask(person.Actor, string(fund), "", ""))
		if err != nil {
			return err
		}
		view.Funds = append(view.Funds, row)
		view.Next = string(fund)
	}
	if found.Body.Next == "" {
		view.Next = ""
	}
	main, err := part("funds", view)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{Title: "Funds", Person: person, Main: main})
}

// fundsMost is how many funds stand on a page.
const fundsMost = 20

// glance is one fund in a line.
func (s *site) glance(r *http.Request, q api.FundQuestion) (fundRow, error) {
	row := fundRow{ID: string(q.Fund), Name: string(q.Fund)}
	position, err := s.ask.Position(r.Context(), &api.ReportInput{FundQuestion: q})
	if api.OnlyOwn(err) {
		row.Partial = true
		return row, nil
	}
	if err != nil {
		return row, err
	}
	owed, err := s.ask.Receivables(r.Context(), &api.ReceivablesInput{FundQuestion: q, Open: true})
	if err != nil {
		return row, err
	}
	floats, err := s.ask.Floats(r.Context(), &api.ReportInput{FundQuestion: q})
	if err != nil {
		return row, err
	}
	p := position.Body
	t := p.Total
	row.Name, row.Year, row.Risks = p.Name, p.Year.String(), len(risks(p, owed.Body, floats.Body))
	row.Agreed, row.Spent = t.Agreed.Pounds(), t.Spent.Pounds()
	row.Committed, row.Left = t.Committed.Pounds(), t.Available.Pounds()
	return row, nil
}
