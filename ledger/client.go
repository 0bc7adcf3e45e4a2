package ledger

import "regexp"

// A ClientID is a client's pseudonym, which the care system draws by chance and alone can resolve: "client-" and 4 to
// 32 of the digits and the letters a to f, such as client-7f3a.
type ClientID string

var clientForm = regexp.MustCompile(`^client-[0-9a-f]{4,32}$`)

// CheckClient refuses a pseudonym that is not in its form, and one that looks like an identity: a name, an NHS
// number, a date or a postcode. It never repeats the value.
func CheckClient(field string, id ClientID) error {
	text := string(id)
	if !clientForm.MatchString(text) {
		if found := Strict.finds(text[:min(len(text), 2*idLengthMax)]); len(found) > 0 {
			return looksLike(field, joined(found))
		}
		return ErrInvalid.With("%s must be the pseudonym that the care system drew: client- and 4 to 32 of the digits and "+
			"the letters a to f, such as client-7f3a", field)
	}
	drawn := text[len("client-"):]
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
