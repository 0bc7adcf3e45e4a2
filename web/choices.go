package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

const (
	optionsMost = 200 // documents that a field offers by name; others can be typed
	choicesMost = 50  // of them from which one is chosen, where the field offers all there are
)

// ofPartner is what a field names that names one of the fund's partners, and not any organisation.
const ofPartner = "partner"

// options are the documents of a kind that somebody may see, by their names, for a field that names one.
func (s *site) options(r *http.Request, person *auth.Person, kind string) (list []choice, err error) {
	if kind == "body" {
		list, err = s.bodyOptions(r, person)
	} else {
		q := api.Ask(person.Actor, r.PathValue("fund"), "", "")
		list, err = s.documentOptions(r, kind, api.DocumentsAfter(q, "", optionsMost))
	}
	if api.OnlyOwn(err) {
		return nil, nil
	}
	return list, err
}

// offers are the options of a kind with what is left of each or due on it, for those who may read that.
func (s *site) offers(r *http.Request, person *auth.Person, kind string) (list []choice, err error) {
	q := api.Ask(person.Actor, r.PathValue("fund"), "", "")
	switch kind {
	case "body":
	case ofPartner:
		if list, err = s.partnerOffers(r, q); !api.OnlyOwn(err) {
			return list, err
		}
		kind = "body"
	case "scheme", "source":
		list, err = s.budgetOffers(r, q, kind)
	case "floating-fund":
		list, err = s.floatOffers(r, q)
	default:
		list, err = s.documentOptions(r, kind, api.DocumentsWhere(q, nil, "", optionsMost))
	}
	if kind == "body" || api.OnlyOwn(err) {
		return s.options(r, person, kind)
	}
	return list, err
}

func (s *site) bodyOptions(r *http.Request, person *auth.Person) (list []choice, err error) {
	found, err := s.ask.Bodies(r.Context(), &api.BodiesInput{Caller: api.Caller{Actor: person.Actor}, Limit: optionsMost})
	if err != nil {
		return nil, err
	}
	for _, b := range found.Body.Bodies {
		list = append(list, choice{string(b.ID), b.Name, false})
	}
	return list, nil
}

// documentOptions are the documents of a kind by their names; where figures are asked for, with their states and with
// what those say.
func (s *site) documentOptions(r *http.Request, kind string, in *api.DocumentsInput) (list []choice, err error) {
	plural := api.DocumentList(kind)
	if plural == "" {
		return nil, nil
	}
	found, err := s.ask.Documents(r.Context(), plural, kind, in)
	if err != nil {
		return nil, err
	}
	for i, item := range found.Body.Items {
		d, err := readDocument(item)
		if err != nil {
			return nil, err
		}
		one := choice{d.text("id"), d.text("name"), false}
		if in.Figures {
			says := []string{strings.ReplaceAll(d.text("state"), "-", " ")}
			if i < len(found.Body.Figures) {
				says = append(says, figuresSay(found.Body.Figures[i])...)
			}
			one.Name = offerName(one.Value, one.Name, says...)
		}
		list = append(list, one)
	}
	return list, nil
}

// figuresSay is what is left of a document or due on it, in words.
func figuresSay(f api.Figures) (said []string) {
	if f.Left != nil {
		said = append(said, f.Left.Pounds()+" left")
	}
	if f.Owed != nil && !f.Owed.IsZero() {
		said = append(said, f.Owed.Pounds()+" outstanding")
	}
	switch {
	case f.Due == 0:
	case f.Allocated != nil:
		said = append(said, "evidence due "+f.Due.UK())
	default:
		said = append(said, "due "+f.Due.UK())
	}
	return said
}

// budgetOffers are the fund's schemes, with what is left to commit from each source, or its sources, with what is in
// no scheme's budget yet. Those that the position does not know, such as a scheme without a budget, are named alone.
func (s *site) budgetOffers(r *http.Request, q api.FundQuestion, kind string) ([]choice, error) {
	list, err := s.documentOptions(r, kind, api.DocumentsAfter(q, "", optionsMost))
	if err != nil || len(list) > choicesMost {
		return list, err
	}
	found, err := s.ask.Position(r.Context(), &api.ReportInput{FundQuestion: q})
	if err != nil {
		return nil, err
	}
	says := map[string][]string{}
	if kind == "scheme" {
		for _, l := range found.Body.Lines {
			if id := string(l.Scheme); !l.Available.IsZero() {
				says[id] = append(says[id], l.Available.Pounds()+" left from "+l.SourceName)
			}
		}
	} else {
		for _, row := range found.Body.Sources {
			says[string(row.Source)] = []string{
				row.Unallocated.Pounds() + " in no budget yet", row.Available.Pounds() + " left to commit",
			}
		}
	}
	for i := range list {
		one := &list[i]
		if len(says[one.Value]) == 0 {
			says[one.Value] = []string{"nothing left"}
		}
		one.Name = offerName(one.Value, one.Name, says[one.Value]...)
	}
	return list, nil
}

// floatOffers are the fund's floats, with what is left of each.
func (s *site) floatOffers(r *http.Request, q api.FundQuestion) (list []choice, err error) {
	found, err := s.ask.Floats(r.Context(), &api.ReportInput{FundQuestion: q})
	if err != nil {
		return nil, err
	}
	for _, f := range found.Body.Floats {
		list = append(list, choice{string(f.Float), offerName(string(f.Float), f.Name, f.Left.Pounds()+" left"), false})
	}
	return list, nil
}

// partnerOffers are the partners of the fund's agreement, in every version that there is, with what is due from each.
func (s *site) partnerOffers(r *http.Request, q api.FundQuestion) ([]choice, error) {
	found, err := s.ask.Documents(r.Context(), "agreements", "agreement", api.DocumentsAfter(q, "", optionsMost))
	if err != nil {
		return nil, err
	}
	position, err := s.ask.Position(r.Context(), &api.ReportInput{FundQuestion: q})
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range position.Body.Partners {
		id := string(p.Partner)
		names[id] = offerName(id, p.Name, p.Due.Pounds()+" due from it")
	}
	var list []choice
	for _, item := range found.Body.Items {
		d, err := readDocument(item)
		if err != nil {
			return nil, err
		}
		parties, _ := d["partners"].([]any)
		for _, one := range parties {
			party, _ := one.(map[string]any)
			id := document(party).text("body")
			known := func(c choice) bool { return c.Value == id }
			if id != "" && !slices.ContainsFunc(list, known) {
				list = append(list, choice{id, cmp.Or(names[id], id), false})
			}
		}
	}
	return list, nil
}

// offerName is what is offered, in words: its name and id, and what is said of it.
func offerName(id, name string, says ...string) string {
	if name = cmp.Or(name, id); name != id {
		name += " (" + id + ")"
	}
	says = slices.DeleteFunc(says, func(text string) bool { return text == "" })
	if len(says) == 0 {
		return name
	}
	return name + ": " + strings.Join(says, ", ")
}

// choose makes each field that names one of a few documents a choice from them, whose options say the name, the id and
// what is left or due. What was typed and is not among them stays, to be refused by name. A field that may name any
// organisation, and one that offers many documents or none, is typed into as before.
func choose(inputs []input, lists map[string][]choice) {
	for i := range inputs {
		in := &inputs[i]
		choose(in.Fields, lists)
		for _, l := range in.Lines {
			choose(l.Fields, lists)
		}
		offers := lists[in.List]
		if in.Kind != api.FieldText || in.List == "body" || len(offers) == 0 || len(offers) > choicesMost {
			continue
		}
		in.Kind, in.List = api.FieldChoice, ""
		if strings.Contains(in.Hint, "lower-case letters") {
			in.Hint = "" // how an id is written helps nobody who chooses
		}
		chosen := in.Value == ""
		for _, one := range offers {
			one.Chosen = one.Value == in.Value
			chosen = chosen || one.Chosen
			in.Options = append(in.Options, one)
		}
		if !chosen {
			in.Options = append(in.Options, choice{in.Value, in.Value + ", which is not there", true})
		}
	}
}
