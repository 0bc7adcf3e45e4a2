package ledger

import "strings"

// A ClientID is a client's pseudonym, which the care system draws by chance and alone can resolve: "client-" and 4 to
// 32 of the digits and the letters a to f, such as client-7f3a.
type ClientID string

// drawnPart is what the care system drew of a pseudonym, if that is in its form.
func drawnPart(text string) (drawn string, ok bool) {
	drawn, ok = strings.CutPrefix(text, "client-")
	return drawn, ok && len(drawn) >= 4 && len(drawn) <= 32 && strings.Trim(drawn, "0123456789abcdef") == ""
}

// CheckClient refuses a pseudonym that is not in its form, and one that looks like an identity: a name, an NHS
// number, a date or a postcode. It never repeats the value.
func CheckClient(field string, id ClientID) error {
	text := string(id)
	drawn, ok := drawnPart(text)
	if !ok {
		if found := Strict.finds(text[:min(len(text), 2*idLengthMax)]); len(found) > 0 {
			return looksLike(field, joined(found))
		}
		return ErrInvalid.With("%s must be the pseudonym that the care system drew: client- and 4 to 32 of the digits and "+
			"the letters a to f, such as client-7f3a", field)
	}
	runs := digitRuns(drawn)
	if len(runs) == 0 {
		return looksLike(field, "a name")
	}
	if runs[0] == (digitRun{0, len(drawn)}) {
		return looksLike(field, "a number by which somebody is known")
	}
	for _, run := range runs {
		switch digits := drawn[run.start:run.end]; {
		case isNHSNumber(digits):
			return looksLike(field, anNHSNumber)
		case len(digits) == 8 && len(datesIn(digits)) > 0:
			return looksLike(field, aBirthDate)
		}
	}
	if postcodeForm.MatchString(drawn) {
		return looksLike(field, aPostcode)
	}
	return nil
}

func looksLike(field, what string) error {
	return ErrIdentity.With("%s looks like %s: send the pseudonym that the care system drew by chance", field, what)
}
