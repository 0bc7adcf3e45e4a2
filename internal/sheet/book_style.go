package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// cellStyle is what the number in a cell is shown as.
type cellStyle byte

const (
	plainNumber cellStyle = iota
	civilDate
	timeOfDay
	perCent
)

// Day 1 is 1 January 1900, with a 29 February 1900 that never was; or 2 January 1904.
var (
	daysBefore1900 = days(1899, 12, 30)
	daysBefore1904 = days(1904, 1, 1)
)

func days(year int, month time.Month, day int) int {
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// builtIn is the style of Excel's built-in number formats that are not plain numbers.
func builtIn(number int) cellStyle {
	switch {
	case number == 9 || number == 10:
		return perCent
	case number >= 14 && number <= 17 || number == 22 || number >= 27 && number <= 36 || number >= 50 && number <= 58:
		return civilDate
	case number >= 18 && number <= 21 || number >= 45 && number <= 47:
		return timeOfDay
	}
	return plainNumber
}

// quoted are the parts of a number format that are shown as they stand, and its conditions and colours.
var quoted = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

func styleOf(format string) cellStyle {
	format = strings.ToLower(quoted.ReplaceAllString(format, ""))
	switch {
	case strings.Contains(format, "general"):
		return plainNumber
	case strings.ContainsAny(format, "yd"):
		return civilDate
	case strings.ContainsAny(format, "hms"):
		return timeOfDay
	case strings.Contains(format, "%"):
		return perCent
	}
	return plainNumber
}

func (b *Book) cellStyles(part string) ([]cellStyle, error) {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.read(part, &sheet); err != nil {
		return nil, err
	}
	own := map[int]cellStyle{}
	for _, f := range sheet.Formats {
		own[f.ID] = styleOf(f.Code)
	}
	styles := make([]cellStyle, len(sheet.Cells))
	for i, c := range sheet.Cells {
		style, ok := own[c.Format]
		if !ok {
			style = builtIn(c.Format)
		}
		styles[i] = style
	}
	return styles, nil
}

// sharedTexts reads the texts that cells share. What is written above Japanese words to say how they sound is no part
// of them.
func (b *Book) sharedTexts(part string) ([]string, error) {
	in, err := b.part(part, heldBytesMax)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var texts []string
	var text strings.Builder
	inText, sound := false, 0
	d := xml.NewDecoder(in)
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, damaged(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				text.Reset()
			case "rPh":
				sound++
			case "t":
				inText = sound == 0
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "si":
				texts = append(texts, unescaped(text.String()))
			case "rPh":
				sound--
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
		}
	}
}

var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped is text without Excel's way of writing characters that XML cannot hold.
func unescaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escape.ReplaceAllStringFunc(text, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16) // it is hexadecimal
		return string(rune(n))
	})
}

// digitsMost are those of a number that a spreadsheet keeps.
const digitsMost = 15

// number is a cell's number as text, or what is wrong with it. A spreadsheet stores 1250.10 as 1250.0999999999999 and
// shows 15 digits of it, which are what was meant.
func (b *Book) number(raw string, style cellStyle) (text, said string) {
	if len(raw) > 40 {
		return "", "is no number"
	}
	n, err := decimal.NewFromString(strings.TrimSpace(raw))
	if err != nil || n.Exponent() > 40 || n.Exponent() < -340 {
		return "", "is no number"
	}
	whole := len(n.Truncate(0).Abs().String())
	if whole > digitsMost {
		return "", "is a number of more than 15 digits, which a spreadsheet does not keep: format the cell as text and type it anew"
	}
	n = n.Round(int32(digitsMost - whole)) //nolint:gosec // at most 15
	switch style {
	case civilDate:
		if !n.IsInteger() || n.Sign() <= 0 || whole > 7 {
			return "", "is a date with a time, or none at all: write the date alone"
		}
		day := time.Unix(0, 0).UTC().AddDate(0, 0, b.since+int(n.IntPart()))
		return day.Format(time.DateOnly), ""
	case timeOfDay:
		return "", "is shown as a time of day, which nothing here takes: format the cell as text or as a number"
	case perCent:
		return "", "is shown in per cent, where 2.5% is kept as 0.025: format the cell as text and type 2.5"
	case plainNumber:
	}
	return n.String(), ""
}
