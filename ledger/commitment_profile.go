package ledger

// ProfilePart is how much of a commitment, or of a budget, is expected to be spent in a period.
type ProfilePart struct {
	Period Period `json:"period"`
	Amount Money  `json:"amount"`
}

// checkProfile refuses periods that are not in the year or not in order, and amounts that do not come to the whole,
// of which the refusal says what it is. There may be no profile.
func checkProfile(profile []ProfilePart, year Year, whole Money, what string) error {
	if len(profile) == 0 {
		return nil
	}
	var sum Money
	for i, part := range profile {
		switch {
		case part.Period.Year() != year || part.Period.Number() > 12:
			return ErrInvalid.With("a profile is over the twelve months of %s, and %s is none of them", year, part.Period)
		case i > 0 && part.Period <= profile[i-1].Period:
			return ErrInvalid.With("write the profile's periods in order, each once: %s comes after %s", part.Period,
				profile[i-1].Period)
		}
		if err := CheckAmount(part.Amount); err != nil {
			return err
		}
		sum = sum.Add(part.Amount)
	}
	if sum != whole {
		return ErrInvalid.With("the profile comes to %s and %s %s", sum.Pounds(), what, whole.Pounds())
	}
	return nil
}
