package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// float lets a float draw on the successor's source after the predecessor's, where the scheme is a float's and budget
// of it goes over. Cash that an agent holds, and what is on order, stays with the source that was called for it, until
// it is spent or has come back.
func (h *handover) float(scheme SchemeID) error {
	f, err := Find[FloatingFund](h.s, FloatingFund{ID: FloatID(scheme)}.Ref())
	if err != nil || f.ID == "" || slices.Contains(f.Sources, h.to.ID) {
		return err
	}
	if len(f.Sources) >= floatSourcesMax {
		return ErrInvalid.With("float %s has %d sources already, which is all that a float may have", f.ID, floatSourcesMax)
	}
	own, err := h.s.Scheme(scheme)
	if err != nil {
		return err
	}
	if _, has := own.Line(h.to.ID); !has {
		line, _ := own.Line(h.from.ID)
		line.Source = h.to.ID
		if own, err = own.withLine(h.s, line); err != nil {
			return err
		}
		h.s.Save(own)
	}
	at := slices.Index(f.Sources, h.from.ID) + 1
	f.Sources = slices.Insert(slices.Clone(f.Sources), at, h.to.ID)
	h.s.Save(f)
	return nil
}

// floatsKeep says which floats have something with their agents, for clients or not, or on order, which is kept, too;
// or nothing.
func (h *handover) floatsKeep() string {
	var floats []string
	agents := map[SchemeID]bool{}
	for _, x := range h.held { // in order of code, so cash with agents first
		if x.Account.Code == FloatAdvances {
			_, id, _ := strings.Cut(x.Account.Of, "=")
			agents[SchemeID(id)] = true
		}
		if x.Account.Code != SchemeCommitted {
			continue
		}
		if OfFloat(x.Account) || OfHealthBudget(x.Account) && agents[x.Account.Scheme] {
			floats = append(floats, fmt.Sprintf("%s of float %s", x.normal().Pounds(), x.Account.Scheme))
		}
	}
	if len(floats) == 0 {
		return ""
	}
	return fmt.Sprintf("; what is with agents of floats or on order from floats stays, too (%s): have the cash returned, and "+
		"deliver or cancel what is on order, or call more first", strings.Join(floats, ", "))
}
