package ledger

import (
	"errors"
	"slices"
	"testing"
)

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	for id, ok := range map[Identifier]bool{
		"GB-COH-01234567": true, "GB-COH-SC123456": true, "GB-COH-OC301234": true, "GB-COH-1234567": false,
		"GB-COH-012345678": false, "GB-COH-sc123456": false, "GB-COH-S1234567": false, "GB-COH-": false,
		"GB-CHC-123456": true, "GB-CHC-1234567": true, "GB-CHC-12345": false, "GB-CHC-12345678": false,
		"GB-CHC-0123456": false, "GB-CHC-1234567-1": false,
		"GB-SC-SC012345": true, "GB-SC-012345": false, "GB-SC-SC01234": false,
		"GB-NIC-101234": true, "GB-NIC-10123": false, "GB-NIC-201234": false,
		"GB-XXX-1": false, "01234567": false, "": false, "gb-coh-01234567": false, " GB-COH-01234567": false,
	} {
		if err := CheckIdentifier(id); (err == nil) != ok || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestIdentifyBody(t *testing.T) {
	t.Parallel()
	b := founded(t)
	identify := func(of BodyID, list ...Identifier) error {
		_, err := b.on(b.service, ada, Instruction{}, IdentifyBody{Body: of, Identifiers: list})
		return err
	}
	known := func() []Identifier {
		body, err := b.service.Body("provider")
		if err != nil {
			t.Fatal(err)
		}
		return body.Identifiers
	}
	if err := identify("provider", "GB-COH-01234567", "GB-CHC-1234567"); err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]Identifier{{"GB-COH-1"}, {"GB-ORG-1"}, {"GB-COH-01234567", "GB-COH-01234568"}} {
		if err := identify("provider", bad...); !errors.Is(err, ErrInvalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if err := identify("nobody", "GB-COH-01234567"); !errors.Is(err, ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
	if got := known(); !slices.Equal(got, []Identifier{"GB-COH-01234567", "GB-CHC-1234567"}) {
		t.Errorf("known by %v", got)
	}
	if err := identify("provider"); err != nil || known() != nil {
		t.Errorf("withdrawn: %v, %v", err, known())
	}
	_, err := b.on(b.service, ada, Instruction{}, RegisterBody{
		ID: "co", Name: "Co", Type: Company, Identifiers: []Identifier{"GB-COH-1"},
	})
	if !errors.Is(err, ErrInvalid) {
		t.Errorf("registered with a number that is none: %v", err)
	}
}
