package web

import (
	"net/http"
	"slices"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

// postsMost is how many posts of one person stand on a page.
const postsMost = 50

// postsView are the posts that somebody holds today.
type postsView struct {
	Rows []postRow
	More int
}

type postRow struct{ Role, Capacity, Body, Fund, Address, Post, Until string }

// postsOf lists the posts that somebody holds today.
func (s *site) postsOf(r *http.Request, person *auth.Person) (*postsView, error) {
	held, err := s.ask.OwnPosts(r.Context(), person.Actor)
	if err != nil {
		return nil, err
	}
	v := &postsView{More: max(len(held)-postsMost, 0)}
	for _, p := range held[:min(len(held), postsMost)] {
		row := postRow{Role: roleName(string(p.Role)), Body: string(p.Body), Post: string(p.ID)}
		if p.Capacity != "substantive" {
			row.Capacity = string(p.Capacity)
		}
		switch p.Fund {
		case "":
			row.Fund = "every fund"
		case "service":
			row.Fund = "the service"
		default:
			row.Fund, row.Address = string(p.Fund), "/funds/"+string(p.Fund)
		}
		if p.To != 0 {
			row.Until = p.To.UK()
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

// rolesIn says as what somebody acts in the fund that a page is of. A page is worth more than that: where it cannot be
// asked, nothing is said.
func (s *site) rolesIn(r *http.Request, person *auth.Person) string {
	fund := r.PathValue("fund")
	if fund == "" {
		return ""
	}
	held, err := s.ask.OwnPosts(r.Context(), person.Actor)
	if err != nil {
		return ""
	}
	var roles []string
	for _, p := range held {
		if role := roleName(string(p.Role)); (p.Fund == "" || string(p.Fund) == fund) && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	slices.Sort(roles)
	if len(roles) > 2 { // the page that the name leads to has them all
		return plural(len(roles), "role", "roles") + " here"
	}
	return strings.Join(roles, " and ")
}

// actsAs says in which post an act is done, and which rule of the scheme of delegation allows it.
func actsAs(a api.Authority) string {
	said := roleName(string(a.Role)) + ", in the post " + string(a.Post)
	if a.Body != "" {
		said += " of " + string(a.Body)
	}
	return said + ", by rule " + a.Rule
}
