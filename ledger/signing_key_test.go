package ledger

import (
	"errors"
	"strings"
	"testing"
)

// Public keys of nobody: their private halves were thrown away.
const (
	councilKey = "council+78a4f242+AXnq5jIERodh8iXsaAeQT8IgPKD6LhUvi52w6xhf0/Qj"
	otherKey   = "other+bf87a95d+ASOLTd3h1PsMtNfmoh7BlNbhA1riQQkcDP7W3TBinuIA"
)

func TestRegisterKey(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	on := Instruction{On: MustDate("2015-04-02")}
	good := RegisterKey{Public: councilKey, Body: "council", Use: KeySigns, From: MustDate("2015-04-01")}
	for _, tt := range []struct {
		name   string
		change func(*RegisterKey)
		want   error
		says   string
	}{
		{"a private key", func(a *RegisterKey) { a.Public = "PRIVATE+KEY+" + councilKey }, ErrInvalid, "private half"},
		{"no key", func(a *RegisterKey) { a.Public = "" }, ErrInvalid, "pooled key new"},
		{"a part left out", func(a *RegisterKey) { a.Public = councilKey[8:] }, ErrInvalid, "pooled key new"},
		{"cut off", func(a *RegisterKey) { a.Public = councilKey[:len(councilKey)-4] }, ErrInvalid, "pooled key new"},
		{"another hash", func(a *RegisterKey) { a.Public = strings.Replace(councilKey, "78a4", "78a5", 1) }, ErrInvalid, "changed"},
		{"another name", func(a *RegisterKey) { a.Public = "counsel" + councilKey[7:] }, ErrInvalid, "changed"},
		{"no name", func(a *RegisterKey) { a.Public = "A B" + councilKey[7:] }, ErrInvalid, "pooled key new"},
		{"no use", func(a *RegisterKey) { a.Use = "opens" }, ErrInvalid, "signs"},
		{"nobody's", func(a *RegisterKey) { a.Body = "elsewhere" }, ErrNotFound, "elsewhere"},
		{"not used yet", func(a *RegisterKey) { a.From = MustDate("2099-04-01") }, ErrInvalid, "not before"},
		{"", func(*RegisterKey) {}, nil, ""},
		{"twice", func(*RegisterKey) {}, ErrExists, "for council"},
		{"another", func(a *RegisterKey) { a.Public, a.Use, a.From = otherKey, KeyWitnesses, 0 }, nil, ""},
	} {
		act := good
		tt.change(&act)
		_, err := b.on(b.service, ada, on, act)
		if !errors.Is(err, tt.want) || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	key, err := b.service.SigningKey("council-78a4f242")
	want := SigningKey{ID: "council-78a4f242", Public: councilKey, Body: "council", Use: KeySigns, From: MustDate("2015-04-01")}
	if err != nil || key != want {
		t.Errorf("document = %+v, %v", key, err)
	}
	if other, err := b.service.SigningKey("other-bf87a95d"); err != nil || other.From != MustDate("2015-04-01") {
		t.Errorf("document = %+v, %v", other, err)
	}
	b.refused(good, ErrWrongState, "does not belong in a fund's journal")
}

func TestRevokeKey(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	on := Instruction{On: MustDate("2015-04-02")}
	do := func(act Act, want error) {
		t.Helper()
		if _, err := b.on(b.service, ada, on, act); !errors.Is(err, want) {
			t.Errorf("%+v: %v, want %v", act, err, want)
		}
	}
	const id = "council-78a4f242"
	day := MustDate
	do(RevokeKey{Key: id, Last: day("2015-03-31"), Why: KeyLost}, ErrNotFound)
	do(RegisterKey{Public: councilKey, Body: "council", Use: KeySigns, From: day("2015-01-01")}, nil)
	if offered, _ := b.service.Offers(SigningKey{ID: id}); len(offered) != 1 {
		t.Errorf("a key that is trusted offers %v", offered)
	}
	do(RevokeKey{Key: id, Why: KeyLost}, ErrInvalid)
	do(RevokeKey{Key: id, Last: day("2099-03-31"), Why: KeyLost}, ErrInvalid)
	do(RevokeKey{Key: id, Last: day("2015-03-31"), Why: "tired"}, ErrInvalid)
	do(RevokeKey{Key: id, Last: day("2015-03-31"), Why: KeyReplaced}, nil)
	do(RevokeKey{Key: id, Last: day("2015-03-31"), Why: KeyExposed}, ErrWrongState)
	do(RevokeKey{Key: id, Last: day("2015-03-01"), Why: KeyExposed}, nil) // it was exposed earlier than was thought
	key, err := b.service.SigningKey(id)
	if err != nil || key.Why != KeyExposed || key.Covers(day("2015-03-02")) || !key.Covers(day("2015-03-01")) ||
		!key.Covers(day("2015-01-01")) || key.Covers(day("2014-12-31")) {
		t.Errorf("document = %+v, %v", key, err)
	}
	if offered, _ := b.service.Offers(key); len(offered) != 0 {
		t.Errorf("a revoked key offers %v", offered)
	}
}
