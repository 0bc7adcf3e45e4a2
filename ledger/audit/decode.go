package audit

import (
	"encoding/json"
	"time"

	"pooled/ledger"
)

// decoder makes ledger entries of their bytes, as far as judging needs them, several times as fast as
// ledger.DecodeEntry: what many entries have in common is read once.
type decoder struct {
	one         entry
	accounts    map[string]ledger.Account
	authorities map[string]ledger.Authority
}

// authoritiesMax bounds the authorities held ready; those of approvals carry instants, and are never met again.
const authoritiesMax = 4096

func newDecoder() decoder {
	return decoder{accounts: map[string]ledger.Account{}, authorities: map[string]ledger.Authority{}}
}

// decode is ledger.DecodeEntry without the reference and the narrative, and with them for an entry that is kept. What
// the journal would not have written so is left to ledger.DecodeEntry.
func (d *decoder) decode(body []byte, keeps func(int64) bool) (ledger.Entry, error) {
	e := &d.one
	if e.read(body) != nil || !isPrivate(e.reference) || !isPrivate(e.narrative) || string(e.kind) != ledger.EntryType ||
		!isInstant(e.recorded) || keeps(e.seq) {
		return ledger.DecodeEntry(body)
	}
	out := ledger.Entry{Fund: ledger.FundID(e.fund), Seq: e.seq, Reverses: e.reverses}
	for _, part := range []func(*ledger.Entry) error{d.times, d.evidence, d.act, d.documents, d.postings} {
		if err := part(&out); err != nil {
			return ledger.Entry{}, err
		}
	}
	return out, nil
}

// isPrivate reports whether a value is nothing, or a text's digest.
func isPrivate(value []byte) bool {
	if len(value) == 0 {
		return true
	}
	c := cursor{b: value}
	var digest ledger.Digest
	return c.take(sealMark) && len(value) == len(sealMark)+digestSize+len(`"}`) &&
		digest.UnmarshalText(value[c.i:c.i+digestSize]) == nil && string(value[c.i+digestSize:]) == `"}`
}

func (d *decoder) times(out *ledger.Entry) (err error) {
	if out.Recorded, err = time.Parse(recordedForm, string(d.one.recorded)); err != nil {
		return err
	}
	if out.Effective, err = ledger.ParseDate(string(d.one.effective)); err != nil {
		return err
	}
	if out.Period, err = ledger.ParseEntryPeriod(string(d.one.period)); err == nil && len(d.one.late) > 0 {
		out.For, err = ledger.ParsePeriod(string(d.one.late))
	}
	return err
}

func (d *decoder) evidence(out *ledger.Entry) error {
	a, known := d.authorities[string(d.one.evidence)]
	if !known {
		if err := json.Unmarshal(d.one.evidence, &a); err != nil {
			return err
		}
		a.Complete = true
		if len(d.authorities) >= authoritiesMax {
			clear(d.authorities)
		}
		d.authorities[string(d.one.evidence)] = a
	}
	out.Authority = a
	return nil
}

func (d *decoder) act(out *ledger.Entry) (err error) {
	out.Act, err = ledger.DecodeAct(d.one.act)
	return err
}

func (d *decoder) documents(out *ledger.Entry) error {
	if len(d.one.documents) == 0 {
		return nil
	}
	c := cursor{b: d.one.documents}
	return c.items(func(c *cursor) error {
		body, err := c.value()
		if err != nil {
			return err
		}
		document, err := ledger.DecodeDocument(body)
		out.Documents = append(out.Documents, document)
		return err
	})
}

func (d *decoder) postings(out *ledger.Entry) error {
	if len(d.one.lines) == 0 {
		return nil
	}
	out.Postings = make([]ledger.Posting, len(d.one.lines))
	for i, l := range d.one.lines {
		account, known := d.accounts[string(l.account)]
		if !known {
			var err error
			if account, err = ledger.ParseAccount(string(l.account)); err != nil {
				return err
			}
			d.accounts[string(l.account)] = account
		}
		out.Postings[i] = ledger.Posting{Account: account, Amount: ledger.Pence(l.pence)}
	}
	return nil
}
