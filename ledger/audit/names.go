package audit

import (
	"strings"

	"pooled/ledger"
)

// named is the field that is the name of a document, of those kinds whose name is one field: most of those that there
// are many of. The names of the others are put together, and only the ledger knows how.
var named = map[string]string{
	"accrual/1": "id", "commitment/1": "id", "contribution/1": "id", "credit-note/1": "id", "invoice/1": "id",
	"invoice-number/1": "mark", "payment-request/1": "id", "proposal/1": "id", "receipt/1": "id", "receipt-mark/1": "mark",
	"saving-claim/1": "id", "scheme/1": "id", "source/1": "id",
}

// eachDocument calls f with every document that an entry has saved, and its state: "" where its kind has none.
func eachDocument(e *entry, f func(ref ledger.Ref, state string)) error {
	return eachVersion(e, func(ref ledger.Ref, state string, _ []byte) error {
		f(ref, state)
		return nil
	})
}

// eachVersion calls f with every document that an entry has saved, its state and its bytes.
func eachVersion(e *entry, f func(ref ledger.Ref, state string, body []byte) error) error {
	if len(e.documents) == 0 {
		return nil
	}
	c := cursor{b: e.documents}
	return c.items(func(c *cursor) error {
		body, err := c.value()
		if err != nil {
			return err
		}
		ref, state, err := nameOf(body)
		if err != nil {
			return err
		}
		return f(ref, state, body)
	})
}

// nameOf is a document's name and its state as its bytes say them. A period's state is how far it is closed.
func nameOf(body []byte) (ref ledger.Ref, state string, err error) {
	c, kind, field := cursor{b: body}, "", ""
	err = c.each(func(name []byte, c *cursor) error {
		value, err := c.value()
		if err != nil {
			return err
		}
		text, plain := plainText(value)
		switch string(name) {
		case "type":
			kind = string(text)
			field = named[kind]
		case "state", "closed":
			if plain {
				state = string(text)
			}
		case field:
			ref.ID = string(text)
		}
		return nil
	})
	if err != nil {
		return ref, "", err
	}
	if ref.ID != "" {
		ref.Kind, _, _ = strings.Cut(kind, "/")
		return ref, state, nil
	}
	document, err := ledger.DecodeDocument(body)
	if err != nil {
		return ref, "", err
	}
	return document.Ref(), state, nil
}

// plainText is a value's text, where it is one and has no escapes.
func plainText(value []byte) ([]byte, bool) {
	c := cursor{b: value}
	text, err := c.text()
	return text, err == nil && c.i == len(value)
}
