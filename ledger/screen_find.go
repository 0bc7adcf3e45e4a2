package ledger

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What a screen finds, in words.
const (
	anNHSNumber = "an NHS number"
	anEmail     = "an e-mail address"
	aPhone      = "a telephone number"
	aBirthDate  = "a date of birth"
	aPostcode   = "a postcode"
)

// finds lists what a text holds that the screen refuses. Every act's texts pass here while its fund waits, so each form
// is looked for only where a quick look says that it may be there.
func (sc Screen) finds(s string) (found []string) {
	strict := sc == Strict
	if sc == Exempt || sc == Confirmed || harmless(s, strict) {
		return nil
	}
	t := folded(s)
	add := func(is bool, what string) {
		if is {
			found = append(found, what)
		}
	}
	runs := digitRuns(t)
	number, phone := hasNHSNumber(t, runs, strict), hasPhone(t, runs, strict)
	if number || phone { // unless it is made of amounts, or of dates
		numbers := moneyForm.ReplaceAllString(t, "\n")
		if !strict {
			numbers = withoutFigures(numbers)
		}
		runs = digitRuns(numbers)
		number, phone = hasNHSNumber(numbers, runs, strict), hasPhone(numbers, runs, strict)
	}
	add(number, anNHSNumber)
	add(anyOf(t, "@", "at)", "at )", "at]", "at ]") && emailForm.MatchString(t), anEmail)
	add(phone, aPhone)
	add(hasBirthDate(t, strict), aBirthDate)
	add(strict && postcodeForm.MatchString(t), aPostcode)
	return found
}

func anyOf(t string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(t, part) })
}

// harmless reports, quickly, that a text holds nothing that a screen could refuse.
func harmless(s string, strict bool) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '@' || c >= 0x80:
			return false
		case (c == '(' || c == '[') && i+1 < len(s) && strings.IndexByte(" aA", s[i+1]) >= 0: // as in (at)
			return false
		case isDigit(c):
			digits++
		}
	}
	return digits == 0 || digits < 3 && !strict
}

// folded is a text with its letters small and without accents, its digits those of ASCII, its dashes hyphens, and no
// sign between letters and digits twice running, so that one thing is written in one way.
func folded(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	last := rune(0)
	for _, r := range norm.NFKD.String(s) { // which is s itself where it is ASCII
		switch {
		case r < 0x80:
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
		case unicode.In(r, unicode.M):
			continue
		case unicode.Is(unicode.Nd, r):
			r = '0' + digitOf(r)
		case unicode.Is(unicode.Pd, r):
			r = '-'
		case unicode.IsSpace(r):
			r = ' '
		default:
			r = unicode.ToLower(r)
		}
		if r == last && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		out.WriteRune(r)
		last = r
	}
	return out.String()
}

// digitOf is the value of a decimal digit of any script: Unicode keeps each script's ten together and in order.
func digitOf(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// digitRun is digits that stand together in a folded text.
type digitRun struct{ start, end int }

func digitRuns(t string) (runs []digitRun) {
	for i := 0; i < len(t); i++ {
		if !isDigit(t[i]) {
			continue
		}
		run := digitRun{start: i}
		for i < len(t) && isDigit(t[i]) {
			i++
		}
		run.end = i
		runs = append(runs, run)
	}
	return runs
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// spaced reports whether what stands between two runs of digits may stand within one number. Strictly that is any
// sign, and one letter; else what people space numbers with. An amount, or a new line, is never within one.
func spaced(gap string, strict bool) bool {
	letters, signs := 0, 0
	for _, r := range gap {
		signs++
		switch {
		case r == '\n' || unicode.Is(unicode.Sc, r):
			return false
		case strings.ContainsRune(" -._/\\|·•*'()[]", r):
		case !strict:
			return false
		case unicode.IsLetter(r):
			letters++
		}
	}
	return signs <= 3 && letters <= 1
}

// eachNumber calls f with every number of ten digits or more that runs of digits make when they are put together from
// the first on, until it returns true.
func eachNumber(t string, runs []digitRun, strict bool, most int, f func(start int, digits string) bool) bool {
	for i, first := range runs {
		var buffer [32]byte
		digits := buffer[:0]
		for j := i; j < len(runs) && len(digits) < most; j++ {
			run := t[runs[j].start:runs[j].end]
			if len(digits)+len(run) > most || j > i && !spaced(t[runs[j-1].end:runs[j].start], strict) {
				break
			}
			if digits = append(digits, run...); len(digits) >= 10 && f(first.start, string(digits)) {
				return true
			}
		}
	}
	return false
}

// hasNHSNumber reports ten digits, spaced or not, of which the last is the check digit of the others.
func hasNHSNumber(t string, runs []digitRun, strict bool) bool {
	return eachNumber(t, runs, strict, 10, func(_ int, digits string) bool { return isNHSNumber(digits) })
}

// nhsNumberIn reports whether a text holds what could be an NHS number, in any spacing.
func nhsNumberIn(s string) bool {
	t := folded(s)
	return hasNHSNumber(t, digitRuns(t), true)
}

// isNHSNumber reports ten digits whose last is right for the others (modulus 11).
func isNHSNumber(digits string) bool {
	if len(digits) != 10 {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(digits[i]-'0') * (10 - i)
	}
	check := (11 - sum%11) % 11 // 10 is the check digit of none
	return check == int(digits[9]-'0')
}

// hasPhone reports a telephone number: national, of ten or eleven digits from 0 on, or international. Outside texts
// about clients, digits that follow a word with a hyphen or a stroke, as in PO-01234567890, are a reference.
func hasPhone(t string, runs []digitRun, strict bool) bool {
	return eachNumber(t, runs, strict, 17, func(start int, digits string) bool {
		length, before := len(digits), t[max(0, start-20):start]
		switch {
		case strings.HasSuffix(before, "+"):
			return length >= 10 && length <= 15
		case digits[0] != '0', !strict && referenceForm.MatchString(before) && !phoneWord.MatchString(before):
			return false
		case strings.HasPrefix(digits, "0044"), strict && digits[1] == '0':
			return length >= 12
		}
		return (length == 10 || length == 11) && strings.IndexByte("1235789", digits[1]) >= 0
	})
}

const monthWords = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|` +
	`sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`

var (
	moneyForm     = regexp.MustCompile(`\p{Sc} ?\d[\d,]*(?:\.\d+)?`)
	emailForm     = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+ ?(?:@|[\[(] ?at ?[\])]) ?[\p{L}\p{N}-]+(?: ?\. ?[\p{L}\p{N}-]+)*\.\p{L}{2,}`)
	postcodeForm  = regexp.MustCompile(`\b(?:gir\W?0aa|[a-z]{1,2}\d[a-z\d]?[\W_]{0,2}\d[abd-hjlnp-uw-z]{2})\b`)
	referenceForm = regexp.MustCompile(`\pL[-/_#]?$`)
	phoneWord     = regexp.MustCompile(`(?:^|[^\pL])(?:t|m|p|tel|telephone|phone|ph|mob|mobile|fax|call|ring)[-/_#]?$`)
	wordedDate    = regexp.MustCompile(`\b(?:\d{1,2}(?:st|nd|rd|th)?(?: of)?[ .,/-]{0,2}` + monthWords +
		`|` + monthWords + `[ .,/-]{1,2}\d{1,2}(?:st|nd|rd|th)?)[ .,/'-]{0,2}(?:(?:18|19|20)\d\d|\d\d)\b`)
	birthWord = regexp.MustCompile(`\b(?:born|date of birth|birth ?-?date|birthday|d ?\. ?o ?\. ?b|dob)\b`)
	birthNear = regexp.MustCompile(`\bbirth\b`)
	roughDate = regexp.MustCompile(`\b(?:18|19|20)\d\d\b`)

	figureForms = []*regexp.Regexp{
		regexp.MustCompile(`\b\d{4}-\d{1,2}-\d{1,2}\b`),                   // a date
		regexp.MustCompile(`\b\d{1,2}[/.-]\d{1,2}[/.-](?:20\d\d|\d\d)\b`), // a date
		regexp.MustCompile(`\b20\d\d[-/]\d\d(?:/\d\d)?\b`),                // a financial year, or a period of one
		regexp.MustCompile(`\b\d[\d,]*\.\d{1,2}\b`),                       // an amount
	}
)

// withoutFigures puts a break in the place of the dates, years and amounts of a folded text, so that none of their
// digits is taken for a part of a number. What goes on with a sign and another digit is no such figure.
func withoutFigures(t string) string {
	for _, form := range figureForms {
		var out strings.Builder
		from := 0
		for _, at := range form.FindAllStringIndex(t, -1) {
			if goesOn(t, at[0]-1, -1) || goesOn(t, at[1], 1) {
				continue
			}
			out.WriteString(t[from:at[0]] + "\n")
			from = at[1]
		}
		t = out.String() + t[from:]
	}
	return t
}

func goesOn(t string, at, step int) bool {
	next := at + step
	return at >= 0 && at < len(t) && strings.IndexByte("-/.,", t[at]) >= 0 && next >= 0 && next < len(t) &&
		isDigit(t[next])
}

const besideBirth = 40 // bytes between a word of birth and its date

// hasBirthDate reports a date beside a word of birth; strictly any date at all, and a year beside such a word.
func hasBirthDate(t string, strict bool) bool {
	var words, near []digitRun
	if anyOf(t, "born", "birth", "dob", "d.", "d .") {
		words, near = spansOf(birthWord, t), spansOf(birthNear, t)
	}
	if !strict && len(words)+len(near) == 0 {
		return false
	}
	dates := datesIn(t)
	if strict && len(dates) > 0 {
		return true
	}
	if strict {
		dates = spansOf(roughDate, t)
	}
	beside := func(words []digitRun, most int) bool {
		return slices.ContainsFunc(words, func(w digitRun) bool {
			return slices.ContainsFunc(dates, func(d digitRun) bool {
				return d.start-w.end <= most && w.start-d.end <= most
			})
		})
	}
	return beside(words, besideBirth) || beside(near, 4)
}

func spansOf(form *regexp.Regexp, t string) (spans []digitRun) {
	for _, at := range form.FindAllStringIndex(t, -1) {
		spans = append(spans, digitRun{at[0], at[1]})
	}
	return spans
}

// datesIn finds dates of a day: in words, in three numbers, or as eight digits.
func datesIn(t string) []digitRun {
	var dates []digitRun
	if anyOf(t, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec") {
		dates = spansOf(wordedDate, t)
	}
	runs := digitRuns(t)
	for i, run := range runs {
		digits := t[run.start:run.end]
		if len(digits) == 8 && (isDate(digits[:2], digits[2:4], digits[4:]) || isDate(digits[6:], digits[4:6], digits[:4])) {
			dates = append(dates, run)
		}
		if i+2 >= len(runs) {
			continue
		}
		second, third := runs[i+1], runs[i+2]
		first, next := t[run.end:second.start], t[second.end:third.start]
		a, b, c := digits, t[second.start:second.end], t[third.start:third.end]
		plain := strings.Trim(first+next, " ") == "" && len(c) == 2 // three small numbers beside one another
		if dateGap(first) && dateGap(next) && !plain && (isDate(a, b, c) || isDate(b, a, c) || isDate(c, b, a)) {
			dates = append(dates, digitRun{run.start, third.end})
		}
	}
	return dates
}

func dateGap(gap string) bool { return gap != "" && len(gap) <= 3 && strings.Trim(gap, ` ./\-`) == "" }

// isDate reports whether numbers could be a day, a month and a year; a year has two digits or is of 1880 to 2099.
func isDate(day, month, year string) bool {
	if len(day) > 2 || len(month) > 2 || len(year) != 2 && len(year) != 4 {
		return false
	}
	if len(year) == 4 && (year < "1880" || year > "2099") {
		return false
	}
	return between(day, 31) && between(month, 12)
}

func between(digits string, most int) bool {
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n >= 1 && n <= most
}
