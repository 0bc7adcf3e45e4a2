package ledger

import "fmt"

// Kind names the act and its version.
func (AllocateAboveCap) Kind() string { return "allocate-above-cap/1" }

// Matter is the partner's money, promised to the client.
func (a AllocateAboveCap) Matter(s *State) (Matter, error) {
	return s.allocateMatter(BudgetLine{a.Scheme, a.Source}, a.Float, a.Amount)
}

// Do promises the money. It refuses what the cap allows anyhow, no reason, and what AllocateHealthBudget refuses
// besides the cap.
func (a AllocateAboveCap) Do(s *State, by Authority) (Entry, error) {
	if err := needText("why the budget is above the cap", a.Reason); err != nil {
		return Entry{}, err
	}
	return s.allocateHealth(a, true, by)
}

// undo marks the budget as allocated in error.
func (a AllocateAboveCap) undo(s *State, _ Entry) error { return s.unallocateHealth(a.ID) }

// Describe says what the act does.
func (a AllocateAboveCap) Describe() string {
	return fmt.Sprintf("Personal health budget %s of %s above the cap for %s, scheme %s, %s", a.ID,
		a.Amount.Pounds(), a.Client, a.Scheme, paysHealth(a.Source, a.Float))
}
