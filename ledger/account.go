package ledger

import (
	"strconv"
	"strings"
)

// Account is a code and its dimensions, and for a document or a kind of act the subsidiary of that control
// account. It is comparable: two accounts are one when all their parts are.
type Account struct {
	Code    Code
	Year    Year // of the memo book, income and spend; zero elsewhere
	Partner BodyID
	Source  SourceID
	Scheme  SchemeID
	Nature  Nature
	Of      string // the subsidiary: "commitment=c-12", or a kind of movement, "by=virement"
}

// Control is the control account: the same dimensions without the subsidiary.
func (a Account) Control() Account {
	a.Of = ""
	return a
}

// By is the subsidiary for one kind of movement, such as "virement".
func (a Account) By(movement string) Account {
	a.Of = "by=" + movement
	return a
}

// For is the subsidiary that belongs to one document.
func (a Account) For(kind, id string) Account {
	a.Of = kind + "=" + id
	return a
}

// String is the account's one written form, its parts between colons:
// "9200:2015-16:nhs-havering:nhs-minimum:jadt:revenue:by=virement".
func (a Account) String() string { return string(a.append(nil)) }

func (a Account) append(b []byte) []byte {
	b = strconv.AppendInt(b, int64(a.Code), 10)
	b = a.Year.append(append(b, ':'))
	b = append(append(b, ':'), a.Partner...)
	b = append(append(b, ':'), a.Source...)
	b = append(append(b, ':'), a.Scheme...)
	b = append(append(b, ':'), a.Nature...)
	if a.Of != "" {
		b = append(append(b, ':'), a.Of...)
	}
	return b
}

// ParseAccount reads what String writes, checks it against the chart, and returns ErrUnknownAccount
// otherwise.
func ParseAccount(s string) (Account, error) {
	parts := strings.Split(s, ":")
	if len(parts) != 6 && len(parts) != 7 {
		return Account{}, ErrUnknownAccount.With("%q is not an account", s)
	}
	code, err := strconv.ParseInt(parts[0], 10, 16)
	if err != nil {
		return Account{}, ErrUnknownAccount.With("%q is not an account", s)
	}
	a := Account{
		Code: Code(code), Partner: BodyID(parts[2]), Source: SourceID(parts[3]),
		Scheme: SchemeID(parts[4]), Nature: Nature(parts[5]),
	}
	if err := a.Year.UnmarshalText([]byte(parts[1])); err != nil {
		return Account{}, err
	}
	if len(parts) == 7 {
		a.Of = parts[6]
	}
	return a, a.check()
}

// check holds an account against its line of the chart: every dimension the code requires, and no other.
func (a Account) check() error {
	line, ok := a.Code.Line()
	if !ok {
		return ErrUnknownAccount.With("the chart of accounts has no account %d", a.Code)
	}
	has := func(d dimension) bool { return line.dimensions&d != 0 }
	switch {
	case has(byYear) != (a.Year != 0),
		has(bySource) != (a.Source != ""),
		has(bySource) != (a.Partner != ""),
		has(bySource) != (a.Nature == Capital || a.Nature == Revenue),
		!has(bySource) && a.Nature != "",
		has(byScheme) != (a.Scheme != ""),
		(line.analysed || line.documented) != (a.Of != ""),
		line.analysed != strings.HasPrefix(a.Of, "by="):
		return ErrUnknownAccount.With("account %s does not have the parts that %d %s needs", a, a.Code, line.Name)
	}
	return nil
}
