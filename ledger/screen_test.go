package ledger

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// nhs is a number with its right check digit, as in examples of the NHS; nobody has it.
const nhs = "9434765919"

// screened is what the screens find in a text: p plain, s strictly.
type screened struct{ text, plain, strict string }

func held(t *testing.T, tests []screened) {
	t.Helper()
	for _, tt := range tests {
		for sc, want := range map[Screen]string{Plain: tt.plain, Strict: tt.strict} {
			if got := joined(sc.finds(tt.text)); got != want {
				t.Errorf("screen %q finds %q in %q, want %q", sc, got, tt.text, want)
			}
			err := sc.check("the note", tt.text)
			if (err != nil) != (want != "") || err != nil && !errors.Is(err, ErrIdentity) {
				t.Errorf("screen %q of %q: %v", sc, tt.text, err)
			}
			for _, word := range strings.Fields(tt.text) {
				if err != nil && len(word) > 5 && strings.ContainsAny(word, "0123456789@") && strings.Contains(err.Error(), word) {
					t.Errorf("the refusal repeats %q: %v", word, err)
				}
			}
		}
	}
}

// An NHS number is found however it is spaced, in whatever digits.
func TestNHSNumberInAnySpacing(t *testing.T) {
	t.Parallel()
	both := func(text string) screened { return screened{text, anNHSNumber, anNHSNumber} }
	strictly := func(text string) screened { return screened{text, "", anNHSNumber} }
	tests := []screened{
		both(nhs), both("943 476 5919"), both("943-476-5919"), both("943.476.5919"), both("943/476/5919"),
		both("9 4 3 4 7 6 5 9 1 9"), both("94 34 76 59 19"), both("943     476     5919"), both("943 - 476 - 5919"),
		both("(943) 476 5919"), both("943_476_5919"), both("943\u00a0476\u20095919"), both("943–476—5919"),
		both("NHS" + nhs), both("for " + nhs + ", reablement"), both("call 12 943 476 5919"), both("no." + nhs + "."),
		both("９４３ ４７６ ５９１９"), both("٩٤٣٤٧٦٥٩١٩"), both("९४३ ४७६ ५९१९"), both("𝟗𝟒𝟑𝟒𝟕𝟔𝟓𝟗𝟏𝟗"), both("⁹⁴³⁴⁷⁶⁵⁹¹⁹"),
		both("⑨④③④⑦⑥⑤⑨①⑨"), both("9\u03354\u03353\u03354765919"), both("401 023 2137"), both("0000000000"),
		strictly("943x476x5919"), strictly("943,476,5919"), strictly("943:476;5919"), strictly("943 a 476 b 5919"),
		strictly("94.34 76.59 19"), strictly("943=476+5919"),
		{"943 476 5918", "", ""},
		{"9434765910", "", ""},
		{"94347659190", "", ""},
		{"943476591", "", ""},
		{"943 and then 476 and then 5919", "", ""},
		{"9434765919x4", anNHSNumber, anNHSNumber},
	}
	held(t, tests)
	// every other check digit is wrong
	for d := range 10 {
		number := fmt.Sprint("943476591", d)
		if got := isNHSNumber(number); got != (number == nhs) {
			t.Errorf("%s: %v", number, got)
		}
	}
	if isNHSNumber("1000000050") || isNHSNumber("100000005") { // the sum leaves 10, which is no check digit
		t.Error("a check digit of 10 passes")
	}
}

func TestScreenFindsWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	held(t, []screened{
		{"write to jo.bloggs@nhs.net today", anEmail, anEmail},
		{"jo.bloggs＠nhs.net", anEmail, anEmail},
		{"jo @ example.co.uk", anEmail, anEmail},
		{"jo (at) example.org", anEmail, anEmail},
		{"jo[at]example.org", anEmail, anEmail},
		{"020 7946 0958", aPhone, aPhone},
		{"07700 900123", aPhone, aPhone},
		{"tel:01614960000", aPhone, aPhone},
		{"Tel0161 496 0000", aPhone, aPhone},
		{"01204 12345", aPhone, aPhone},
		{"+44 (0)20 7946 0958", aPhone, aPhone},
		{"0044 20 7946 0958", aPhone, aPhone},
		{"+33 1 23 45 67 89", aPhone, aPhone},
		{"0033 1 23 45 67 89", "", aPhone},
		{"PO-01234567890", "", aPhone},
		{"DY1 1AA", "", aPostcode},
		{"lives at dy11aa", "", aPostcode},
		{"SW1A-2AA", "", aPostcode},
		{"gir 0aa", "", aPostcode},
		{"born 1 February 1950", aBirthDate, aBirthDate},
		{"born on the 1st of Feb '50", aBirthDate, aBirthDate},
		{"DOB 01/02/1950", aBirthDate, aBirthDate},
		{"d.o.b.: 1-2-50", aBirthDate, aBirthDate},
		{"Birth: 01021950", aBirthDate, aBirthDate},
		{"date of birth is 1950-02-01", aBirthDate, aBirthDate},
		{"February 1, 1950 is her birthday", aBirthDate, aBirthDate},
		{"01FEB1950", "", aBirthDate},
		{"1.2.1950", "", aBirthDate},
		{"01 02 1950", "", aBirthDate},
		{"19500201", "", aBirthDate},
		{"born in 1950", "", aBirthDate},
		{"a client of jo@nhs.net, " + nhs + ", DY1 1AA, born 1/2/1950, 07700 900123", "an NHS number, an e-mail address, " +
			"a telephone number and a date of birth", "an NHS number, an e-mail address, a telephone number, a date of birth " +
			"and a postcode"},
	})
}

// What people write about money, orders and meetings is refused nowhere, and little of it in texts about clients.
func TestScreenLetsBusinessThrough(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "monthly virement", "reablement \"at home\" <b>", "PO/17", "GRN 1", "SUS, quarter 4", "BACS 2",
		"£1,234.50, £2,000.00 and £9,434,765,919.00", "12.50 13.75 14", "943.47 and 65.91 and 9", "£9434765919",
		"agreed on 3 September 2015", "the Board of 2015-09-30, 2015-10-07 and 2015-11-04", "05/06/2015 10", "12:30 on 1/2/2016",
		"2015-16, 2016-17 and 2017-18", "period 2015-16/06 of 2015-16", "years 2014/15 2015/16 2016/17 2017/18 20",
		"order 4500012344", "E09000016", "08F", "3 items @ 12.50 each", "24 sessions x 45 minutes", "up 12% on 2014",
		"births rose in 2015-16", "low birth weight, agreed with the Board on 1 April 2015", "INV-01234567890",
		"charity 1154321, company 01234567", "937:283", "commitment c-1 of i-2", "DY1 1AA", "Dolphin Centre, Horsemarket DL1 5RP",
		"borne by both, 1 April 2015", "20 people, 35 sessions, 48 hours, 12 groups, 99 calls",
	} {
		if found := Plain.finds(text); len(found) > 0 {
			t.Errorf("%q is refused as %v", text, found)
		}
	}
	for _, text := range []string{
		"transport to a peer group", "a tablet computer, £99.99", "8 sessions of 45 minutes at £12.50 each", "fee £1,234,567,890.00",
		"twice a week, 2 people", "prefers mornings", "may come 20 minutes late", "12 decisions in 20 weeks",
	} {
		if err := CheckClientText("the purpose", text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Each tag of an act's texts is a screen, and what is exempt is listed here: a new one is a decision.
func TestScreensOfActs(t *testing.T) {
	t.Parallel()
	var exempt []string
	for _, kind := range ActKinds() {
		if kind == (ProposeAct{}).Kind() { // whose texts are those of the act it holds
			continue
		}
		act, err := actKinds[kind].decode([]byte(`{}`), false)
		if err != nil {
			t.Fatal(err)
		}
		var walk func(reflect.Type, string)
		walk = func(of reflect.Type, path string) {
			for f := range of.Fields() {
				at := path + "." + f.Name
				switch tag := Screen(f.Tag.Get("screen")); {
				case f.Type != privateType && tag != "":
					t.Errorf("%s has a screen and is no private text", at)
				case f.Type == privateType && !slices.Contains([]Screen{Plain, Strict, Exempt, Confirmed}, tag):
					t.Errorf("%s has the screen %q", at, tag)
				case tag == Exempt, tag == Confirmed:
					exempt = append(exempt, at+" "+string(tag))
				}
				if _, ok := of.FieldByName("ConfirmNumber"); f.Tag.Get("screen") == string(Confirmed) && !ok {
					t.Errorf("%s cannot be confirmed", at)
				}
				below := f.Type
				for below.Kind() == reflect.Slice || below.Kind() == reflect.Pointer {
					below = below.Elem()
				}
				if below.Kind() == reflect.Struct && below != privateType {
					walk(below, at)
				}
			}
		}
		walk(reflect.TypeOf(act), ActName(kind))
	}
	want := []string{
		"accept-delivery.Evidence reference", "advance-float.Payment reference",
		"bring-into-force.Reference reference", "call-contribution.Invoice reference", "certify-invoice.Number number",
		"match-receipts.Receipts.Reference reference", "pass-grant-on.Payment reference", "pay-float.Payment reference",
		"pay-invoice.Payment reference",
		"pay-late-interest.Payment reference", "pay-surplus.Payment reference", "prepay-provider.Payment reference",
		"raise-commitment.Framework reference", "receive-contribution.Receipt reference",
		"receive-credit-note.Number reference", "receive-grant.Receipt reference", "receive-invoice.Number number",
		"receive-refund.Number reference", "receive-refund.Receipt reference",
		"reconcile-float.Statement.Lines.Reference reference", "reconcile-float.Evidence reference",
		"record-grant-consent.Consent reference",
		"record-passing-proof.Proof reference", "record-payment-outcomes.Outcomes.Payment reference",
		"pay-direct.Payment reference", "buy-from-budget.Number number", "return-budget-money.Receipt reference",
		"receive-client-charge.Receipt reference",
		"refund-vat.Receipt reference", "return-float-cash.Receipt reference", "return-receipt.Payment reference",
	}
	slices.Sort(want)
	slices.Sort(exempt)
	if !slices.Equal(exempt, want) {
		t.Errorf("exempt are\n%s\nwant\n%s", strings.Join(exempt, "\n"), strings.Join(want, "\n"))
	}
}

// Texts are screened where somebody sends them, in the act, its instruction and an act proposed; typed fields are not.
func TestActsAreScreened(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	spaced := "943 476 5919"
	commitment := raise("m-1", "500.00")
	commitment.Purpose = Text("for " + spaced)
	b.refused(commitment, ErrIdentity, "the purpose holds what looks like an NHS number")
	commitment.Purpose = Text("beds, born 1/2/1950")
	b.refused(commitment, ErrIdentity, "a date of birth")
	b.refused(ProposeAct{Held: commitment}, ErrIdentity, "the purpose holds")
	commitment.Purpose = Text("beds from 1 July 2015 at DY1 1AA")
	b.must(commitment)
	for in, want := range map[Instruction]error{
		{Narrative: Text("ask jo@nhs.net")}:               ErrIdentity,
		{Narrative: Text("a virement")}:                   nil,
		{Reference: Text(spaced)}:                         nil,
		{Reference: Text("0161 496 0000 jo@example.org")}: nil,
	} {
		in.On = MustDate("2015-06-01")
		if _, err := b.try(ada, in, vire("1.00")); !errors.Is(err, want) {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

// An invoice number that could be an NHS number is taken when that is denied, and the entry says so.
func TestInvoiceNumberIsConfirmed(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.must(raise("m-1", "500.00"))
	one := certify("i-1", "m-1", "943 476 5919", "1.00")
	b.refused(one, ErrConfirm, "the number could be somebody's NHS number")
	one.ConfirmNumber = true
	e := b.must(one)
	public, err := e.Encode()
	if err != nil || !strings.Contains(string(public), `"confirmNumber":true`) || strings.Contains(string(public), "943") {
		t.Errorf("the confirmation is not on record: %v\n%s", err, public)
	}
	two := receive("i-2", charge("m-1", "1.00", "0.00", ""))
	two.Number = Text(nhs)
	b.refused(two, ErrConfirm, "confirmNumber")
	two.ConfirmNumber = true
	two.ID = "i-3"
	b.refused(two, ErrExists, "it is invoice i-1") // in whatever spacing it is the number of the first
	for n, number := range []string{"01234567890", "9434765918", "INV 9434765919A1", "12/943"} {
		_, err := b.try(ada, Instruction{On: MustDate("2015-06-01")},
			certify(InvoiceID(fmt.Sprint("f-", n)), "m-1", number, "1.00"))
		if confirm := n == 2; confirm != errors.Is(err, ErrConfirm) || !confirm && err != nil {
			t.Errorf("%q: %v", number, err)
		}
	}
}

// What is proposed is screened once: an approval years later runs what was held, and bytes are read back as they are.
func TestHeldTextsAreNotScreenedAgain(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	commitment := raise("m-1", "500.00")
	commitment.Purpose = Text("beds")
	p := b.propose(commitment)
	p.Texts = slices.Clone(p.Texts)
	old := Text("for " + nhs) // as it could be sent before texts were screened
	old.Seal(b.salt())
	commitment.Purpose = old
	p.Texts[0] = old
	act, err := EncodeAct(commitment)
	if err != nil {
		t.Fatal(err)
	}
	p.Act = act
	if p.Hash, err = p.hash(); err != nil {
		t.Fatal(err)
	}
	b.fund.Hold(p.Ref(), p)
	if _, err := b.try(final(ben), Instruction{On: MustDate("2015-06-02")},
		ApproveProposal{Proposal: p.ID, Hash: p.Hash}); err != nil {
		t.Errorf("what was held before: %v", err)
	}
}

func FuzzScreen(f *testing.F) {
	for _, s := range []string{nhs, "943 476 5919", "born 1/2/50", "a@b.co", "DY1 1AA", "⑨④③", "£1.00", "\xff", "٩"} {
		f.Add(s, " - ")
	}
	f.Fuzz(func(t *testing.T, s, between string) {
		if len(s) > privateLengthMax {
			t.Skip("no text is that long")
		}
		for _, sc := range []Screen{Plain, Strict} {
			err := sc.check("it", s)
			if err != nil && len(s) > 9 && strings.ContainsAny(s, "0123456789") && strings.Contains(err.Error(), s) {
				t.Errorf("the refusal repeats %q", s)
			}
			if sc == Plain && err != nil && CheckClientText("it", s) == nil {
				t.Errorf("%q is refused elsewhere and not about a client", s)
			}
		}
		_ = CheckClient("the client", ClientID(s))
		// the number is found wherever it stands, however it is spaced
		gap := strings.Map(func(r rune) rune {
			if strings.ContainsRune(" -._/", r) {
				return r
			}
			return -1
		}, between)
		if len(gap) <= 3 && len(Strict.finds("x "+"943"+gap+"476"+gap+"5919"+" x")) == 0 {
			t.Errorf("spaced by %q the number is not found", gap)
		}
	})
}

func TestClientPseudonym(t *testing.T) {
	t.Parallel()
	for _, id := range []ClientID{
		"client-7f3a", "client-0b", "client-7f3a9c", "client-3f2504e04f8911d39a0c0305e82c3301", "client-a1b2c3d4e5f6",
		"client-9434765918a",
	} {
		if err := CheckClient("the client", id); (err != nil) != (id == "client-0b") {
			t.Errorf("%s: %v", id, err)
		}
	}
	for id, want := range map[ClientID]string{
		"":                         "must be the pseudonym",
		"client-":                  "must be the pseudonym",
		"Client-7F3A":              "must be the pseudonym",
		"client-smith":             "must be the pseudonym",
		"client-" + ClientID(nhs):  "a number by which somebody is known",
		"client-a" + ClientID(nhs): "an NHS number",
		ClientID(nhs):              "an NHS number",
		"943 476 5919":             "an NHS number",
		"client-943-476-5919":      "an NHS number",
		"client-19500201":          "a number by which somebody is known",
		"client-a01021950":         "a date of birth",
		"01/02/1950":               "a date of birth",
		"client-abed":              "a name",
		"client-b11aa":             "a postcode",
		"DY1 1AA":                  "a postcode",
		"jo@example.org":           "an e-mail address",
		"07700 900123":             "a telephone number",
		"client-7f3a\n":            "must be the pseudonym",
	} {
		err := CheckClient("the client", id)
		repeats := err != nil && len(id) > 7 && strings.Contains(err.Error(), string(id))
		if err == nil || !strings.Contains(err.Error(), want) || repeats {
			t.Errorf("%q: %v, want %q", id, err, want)
		}
	}
}
