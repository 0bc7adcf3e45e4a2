package ledger

// CureFigure is what one cure has towards an overspend.
type CureFigure struct {
	Cure   CureKind `json:"cure"`
	Amount Money    `json:"amount"`
}

// CureStep is what one cure met of an overspend.
type CureStep struct {
	Cure CureKind `json:"cure"`
	Has  Money    `json:"has" doc:"what it has"`
	Met  Money    `json:"met" doc:"what it met of the overspend"`
	Left Money    `json:"left" doc:"what remains after it"`
}

// PartWorked is one partner's part of what the cures leave.
type PartWorked struct {
	Partner    BodyID `json:"partner"`
	Weight     int64  `json:"weight" doc:"what it weighs among the others: a weight of the agreement, or pence"`
	Share      Money  `json:"share" doc:"by the rule, before any cap"`
	Cap        Money  `json:"cap,omitzero" doc:"of the year; none when left out"`
	Before     Money  `json:"before,omitzero" doc:"called on it before in the year, where it has a cap"`
	Part       Money  `json:"part" doc:"what it bears"`
	NotCovered Money  `json:"notCovered" doc:"above its cap; nobody else bears it"`
}

// RiskWorking is how an overspend is shared, step by step.
type RiskWorking struct {
	Overspend  Money        `json:"overspend"`
	Steps      []CureStep   `json:"steps,omitempty" doc:"in the order of cure"`
	Left       Money        `json:"left" doc:"what the cures leave"`
	Parts      []PartWorked `json:"parts,omitempty" doc:"in the order of the agreement"`
	Called     Money        `json:"called" doc:"the parts together"`
	NotCovered Money        `json:"notCovered" doc:"what neither cures nor partners bear"`
}

// Work shares an overspend: the cures meet what they have in the rule's order, and the partners bear what is
// left, by largest remainder with ties to the first in the agreement. A part above a cap is not covered, and
// never moved to another partner. Before is what was called on partners with a cap in the year already. A cure
// that is not in the rule's order meets nothing. It panics as Apportion does when no part weighs anything.
func (r RiskShare) Work(overspend Money, cures []CureFigure, before map[BodyID]Money) RiskWorking {
	w := RiskWorking{Overspend: overspend, Left: overspend}
	for _, kind := range r.Order {
		if kind == OutsidePool {
			continue
		}
		step := CureStep{Cure: kind}
		for _, c := range cures {
			if c.Cure == kind {
				step.Has = step.Has.Add(c.Amount)
			}
		}
		step.Met = lesser(step.Has, w.Left)
		w.Left = w.Left.Sub(step.Met)
		step.Left = w.Left
		w.Steps = append(w.Steps, step)
	}
	if r.Share != NoShare && w.Left.Sign() > 0 {
		w.share(r, before)
	}
	w.NotCovered = w.Left.Sub(w.Called)
	return w
}

// share divides what is left between the parts.
func (w *RiskWorking) share(r RiskShare, before map[BodyID]Money) {
	weights := r.weights()
	for i, share := range w.Left.Apportion(weights) {
		p := PartWorked{Partner: r.Parts[i].Partner, Weight: weights[i], Share: share, Part: share, Cap: r.Parts[i].Cap}
		if !p.Cap.IsZero() {
			p.Before = before[p.Partner]
			p.Part = lesser(share, greater(p.Cap.Sub(p.Before), Money{}))
		}
		p.NotCovered = share.Sub(p.Part)
		w.Called = w.Called.Add(p.Part)
		w.Parts = append(w.Parts, p)
	}
}

// weights is what each part weighs: the same, its weight, or its contribution in pence.
func (r RiskShare) weights() []int64 {
	weights := make([]int64, len(r.Parts))
	for i, p := range r.Parts {
		switch r.Share {
		case EqualShare:
			weights[i] = 1
		case WeightedShare:
			weights[i] = p.Weight
		default:
			weights[i] = p.Contribution.Pence()
		}
	}
	return weights
}

// withoutCaps is the rule where both finance directors have agreed to go above them.
func (r RiskShare) withoutCaps() RiskShare {
	parts := make([]RiskPart, len(r.Parts))
	for i, p := range r.Parts {
		p.Cap = Money{}
		parts[i] = p
	}
	r.Parts = parts
	return r
}

// forFixed is the rule for a fixed line: the host bears all of it, up to its cap.
func (r RiskShare) forFixed(host BodyID) RiskShare {
	part := RiskPart{Partner: host}
	for _, p := range r.Parts {
		if p.Partner == host {
			part.Cap = p.Cap
		}
	}
	r.Share, r.Parts = EqualShare, []RiskPart{part}
	return r
}
