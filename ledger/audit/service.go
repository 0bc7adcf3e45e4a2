package audit

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pooled/ledger"
)

// ServiceJournal is what the service journal of a file says of other journals: where they stood, which keys sign them,
// and when each of its own entries was recorded. A later one, of another file, tells more.
type ServiceJournal struct {
	Heads ledger.Heads        // recorded last
	Keys  []ledger.SigningKey // the register of keys, in the order they were registered

	recorded []recordedHead
	times    []time.Time     // of its entries
	roots    []ledger.Digest // once it held so many
}

// recordedHead is a fund's head, and the entry that recorded it.
type recordedHead struct {
	ledger.JournalHead
	by int64
}

// Signs reports whether a key is registered that signs checkpoints, revoked or not.
func (j *ServiceJournal) Signs() bool {
	return slices.ContainsFunc(j.Keys, func(k ledger.SigningKey) bool { return k.Use == ledger.KeySigns })
}

// Size is how many entries it has.
func (j *ServiceJournal) Size() int64 { return int64(len(j.times)) }

// serviceLagMax is how far the instants of two journals may lie apart from the order that they were written in: an
// entry is recorded when its journal is locked, others see it once it is committed, and a clock may be set back.
const serviceLagMax = 5 * time.Minute

// window is between which instants an entry may be recorded that was judged under a number of the service journal.
type window struct {
	number      int64
	from, until []byte
}

// place follows what the service journal says of other journals, and holds an entry of a fund against it.
func (v *verifier) place(s *section) error {
	if v.options.Registered != nil {
		on, err := time.Parse(recordedForm, string(s.recorded))
		if err != nil {
			return v.fault(s, Broken, err.Error())
		}
		if err := v.registered(s, ledger.DateOf(on)); err != nil {
			return err
		}
		s.day = ledger.DateOf(on)
	}
	if s == v.service {
		return v.notice(s)
	}
	return v.judgedUnder(s)
}

// notice takes an entry of the service journal in.
func (v *verifier) notice(s *section) error {
	on, err := time.Parse(recordedForm, string(s.recorded))
	if err != nil {
		return v.fault(s, Broken, err.Error())
	}
	j, other := v.journal, v.options.Service
	j.times, j.roots = append(j.times, on), append(j.roots, s.tree.root())
	if n := len(j.roots) - 1; other != nil && n < len(other.roots) && other.roots[n] != j.roots[n] {
		return v.fault(s, Rewritten, fmt.Sprintf("entries 1 to %d of the service journal have the root %s here, and %s in the file "+
			"of it that was given", n+1, j.roots[n], other.roots[n]))
	}
	switch string(s.one.actKind()) {
	case ledger.RecordHeads{}.Kind():
		return v.noticeHeads(s)
	case ledger.RegisterKey{}.Kind(), ledger.RevokeKey{}.Kind():
		return v.noticeKeys(s)
	}
	return nil
}

// noticeHeads follows an entry that recorded where funds stand, and proves each head to extend the one before.
func (v *verifier) noticeHeads(s *section) error {
	var act ledger.RecordHeads
	var saved []ledger.Heads
	if err := json.Unmarshal(s.one.act, &act); err != nil {
		return v.fault(s, Broken, "the heads that it records cannot be read: "+err.Error())
	}
	if err := json.Unmarshal(s.one.documents, &saved); err != nil || len(saved) != 1 {
		return v.fault(s, Broken, "it records where the funds stand, and holds no list of that")
	}
	heads, err := v.journal.Heads.With(act.Heads)
	if err != nil {
		return v.fault(s, Rewritten, err.Error())
	}
	if !slices.Equal(heads.Funds, saved[0].Funds) {
		return v.fault(s, Broken, "its list of where the funds stand is not what the entries before it and its own heads make")
	}
	v.journal.Heads = heads
	for _, h := range act.Heads {
		v.journal.recorded = append(v.journal.recorded, recordedHead{h.JournalHead, s.tree.size})
		if h.Fund == v.head.Fund && v.fund != v.service {
			if err := v.holdHead(h.JournalHead, s.tree.size); err != nil {
				return err
			}
		}
	}
	return nil
}

// holdHead has the fund's journal meet a head that an entry of the service journal recorded.
func (v *verifier) holdHead(h ledger.JournalHead, by int64) error {
	if h.Size > v.fund.size {
		return v.fault(v.fund, CutOff, fmt.Sprintf("entry %d of the service journal recorded that %s had %d entries, and the file "+
			"holds %d", by, h.Fund, h.Size, v.fund.size))
	}
	v.fund.held[h.Size] = append(v.fund.held[h.Size], Held{
		From: fmt.Sprintf("the head that entry %d of the service journal recorded", by), Fund: string(h.Fund), Size: h.Size,
		Root: h.Root, inside: true,
	})
	return nil
}

// noticeKeys follows the register of keys.
func (v *verifier) noticeKeys(s *section) error {
	var saved []ledger.SigningKey
	if err := json.Unmarshal(s.one.documents, &saved); err != nil {
		return v.fault(s, Broken, "the key that it records cannot be read: "+err.Error())
	}
	for _, key := range saved {
		at := slices.IndexFunc(v.journal.Keys, func(k ledger.SigningKey) bool { return k.ID == key.ID })
		if at < 0 {
			v.journal.Keys = append(v.journal.Keys, key)
		} else {
			v.journal.Keys[at] = key
		}
	}
	return nil
}

// hold spreads what is held of the journals over them.
func (v *verifier) hold() {
	for _, h := range v.options.Held {
		if s := v.sectionOf(h); s != nil {
			s.held[h.Size] = append(s.held[h.Size], h)
		}
	}
}

// known is the service journal as far as any file that was given has it.
func (v *verifier) known() *ServiceJournal {
	if other := v.options.Service; other != nil && other.Size() > v.journal.Size() {
		return other
	}
	return v.journal
}

// meetService holds the fund, before its first entry, against what a later service journal recorded of it.
func (v *verifier) meetService() error {
	other := v.options.Service
	if other == nil || v.head.Fund == ledger.Service {
		return nil
	}
	for _, h := range other.recorded {
		if h.Fund == v.head.Fund && h.by > v.service.tree.size {
			if err := v.holdHead(h.JournalHead, h.by); err != nil {
				return err
			}
		}
	}
	return nil
}

// judgedUnder holds the number of the service journal that an entry was judged under against what could be known then.
func (v *verifier) judgedUnder(s *section) error {
	number, at := s.one.authority.service, s.one.recorded
	if number < s.number {
		return v.fault(s, Unallowed, fmt.Sprintf("it was judged under entry %d of the service journal, and the entry before it "+
			"under %d: that number never falls", number, s.number))
	}
	s.number = number
	if number == 0 {
		return nil
	}
	if number != v.window.number {
		if number > v.service.size {
			return v.fault(s, Unallowed, fmt.Sprintf("it was judged under entry %d of the service journal, which has %d", number,
				v.service.size))
		}
		v.window = v.known().window(number)
	}
	switch {
	case string(at) < string(v.window.from):
		return v.fault(s, Unallowed, fmt.Sprintf("it was judged under entry %d of the service journal, which was recorded later",
			number))
	case string(at) > string(v.window.until):
		return v.fault(s, Unallowed, fmt.Sprintf("it was judged under entry %d of the service journal, when entry %d had stood for "+
			"longer than %s: what that changed was passed over", number, number+1, serviceLagMax))
	}
	return nil
}

// window is between which instants an entry may be recorded that was judged under a number.
func (j *ServiceJournal) window(number int64) window {
	w := window{number: number, until: []byte{0xff}}
	w.from = j.times[number-1].Add(-serviceLagMax).AppendFormat(nil, recordedForm)
	if number < j.Size() {
		w.until = j.times[number].Add(serviceLagMax).AppendFormat(nil, recordedForm)
	}
	return w
}

// keep keeps a checkpoint of the newest entry until the day of the next is known.
func (v *verifier) keep(s *section, note, from string) {
	if v.options.Registered != nil && note != "" {
		s.notes = append(s.notes, checkpoint{note, from})
	}
}

// registered holds the checkpoints of the entry before against the register of keys; next is the day of the entry after
// it, 0 where there is none.
func (v *verifier) registered(s *section, next ledger.Date) error {
	for _, c := range s.notes {
		key, err := v.options.Registered(v.known().Keys, c.note, s.day, next)
		if err != nil && c.from != "" {
			err = fmt.Errorf("%s: %w", c.from, err)
		}
		if err != nil {
			return v.fault(s, WrongSigner, err.Error())
		}
		v.signers[key] = true
	}
	s.notes = s.notes[:0]
	return nil
}
