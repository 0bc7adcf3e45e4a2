package ledger

import "strings"

// needText refuses a private text that is missing or blank. It never repeats the text.
func needText(field string, p Private) error {
	if p.IsZero() || p.Value != "" && strings.TrimSpace(p.Value) == "" {
		return ErrInvalid.With("%s must not be empty", field)
	}
	return nil
}

// inYear refuses an entry that would post to another financial year than the record's own.
func (s *State) inYear(what string, id string, year Year) error {
	if s.Period.Year() != year {
		if closed, err := s.yearClosed(year); err != nil {
			return err
		} else if closed {
			return ErrWrongState.With("%s %s belongs to %s, which has been closed", what, id, year)
		}
		return ErrWrongState.With("%s %s belongs to %s, and the entry is dated in %s", what, id, year,
			s.Period.Year())
	}
	return nil
}

// checkYear refuses a missing year.
func checkYear(field string, year Year) error {
	if year == 0 {
		return ErrInvalid.With("%s is missing; write it as 2015-16", field)
	}
	return nil
}

// firstError runs checks in order and returns the first refusal.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
