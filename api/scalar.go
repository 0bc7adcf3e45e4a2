package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// A scalar is how one type of the ledger stands in JSON: as text of a form. The ledger knows nothing of HTTP, so
// what its types look like to a caller is written here.
type scalar struct {
	schema huma.Schema
	check  func(string) error // refuses text that is not of the form
}

// The forms of text. How long a text may be is said beside its form, not counted out in it: every field that has the
// form keeps a machine for it, and a hundred steps of each are an eighth of all that the service holds.
const (
	idPattern       = `^[a-z0-9]+(-+[a-z0-9]+)*$`
	amountPattern   = `^(0|[1-9][0-9]*)\.[0-9]{2}$`
	signedPattern   = `^-?(0|[1-9][0-9]*)\.[0-9]{2}$`
	digestPattern   = `^[A-Za-z0-9_-]{43}$`
	periodPattern   = `^20[0-9]{2}-[0-9]{2}/(0[1-9]|1[0-4])$`
	quantityPattern = `^(0|[1-9][0-9]*)(\.[0-9]{1,4})?$`
	yearPattern     = `^20[0-9]{2}-[0-9]{2}$`
	percentPattern  = `^(100(\.0{1,3})?|[1-9]?[0-9](\.[0-9]{1,3})?)$`

	idLengthMax       = 40
	amountLengthMax   = 13 // ten digits of pounds
	quantityLengthMax = 20 // fifteen digits before the point
)

// scalars are the types that are text in JSON.
var scalars = map[reflect.Type]scalar{
	reflect.TypeFor[ledger.Money](): text(amountPattern, "1250.00",
		"pounds and pence: two places, no sign, no separators", checkMoney).most(amountLengthMax),
	reflect.TypeFor[ledger.Date](): {
		huma.Schema{
			Type: huma.TypeString, Format: "date", Examples: []any{"2015-04-01"},
			Description: "civil date in London, 2000 to 2100",
		},
		func(s string) error { _, err := ledger.ParseDate(s); return err },
	},
	reflect.TypeFor[ledger.Year](): text(yearPattern, "2015-16", "financial year, 1 April to 31 March",
		func(s string) error { _, err := ledger.ParseYear(s); return err }),
	reflect.TypeFor[ledger.Period](): text(periodPattern, "2015-16/06",
		"month of a financial year: 01 is April, 12 is March, 13 holds the year's adjustments; 14, of the closing entry alone, is never asked for",
		func(s string) error { _, err := ledger.ParsePeriod(s); return err }),
	reflect.TypeFor[ledger.Digest](): text(digestPattern, "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
		"SHA-256 in unpadded URL-safe base64", func(s string) error { return new(ledger.Digest).UnmarshalText([]byte(s)) }),
	reflect.TypeFor[ledger.Private](): {
		huma.Schema{Type: huma.TypeString, MaxLength: new(500), Description: "text that may have to be hidden one day; " +
			"its hash alone stands in the journal. Withheld or erased text reads [withheld]"},
		func(s string) error { return ledger.CheckText("it", s, 500) },
	},
	reflect.TypeFor[ledger.Percent](): text(percentPattern, "2.5", "per cent, at most three places, from 0 to 100",
		func(s string) error { _, err := ledger.ParsePercent(s); return err }),
	reflect.TypeFor[ledger.FundID]():          id("havering"),
	reflect.TypeFor[ledger.BodyID]():          id("havering-council"),
	reflect.TypeFor[ledger.ActorID]():         id("a-7f3a"),
	reflect.TypeFor[ledger.PostID]():          id("council-finance-officer"),
	reflect.TypeFor[ledger.SourceID]():        id("nhs-minimum"),
	reflect.TypeFor[ledger.ContributionID]():  id("ccg-2015-16"),
	reflect.TypeFor[ledger.SchemeID]():        id("jadt"),
	reflect.TypeFor[ledger.CommitmentID]():    id("c-12"),
	reflect.TypeFor[ledger.InvoiceID]():       id("i-7"),
	reflect.TypeFor[ledger.AccrualID]():       id("a-3"),
	reflect.TypeFor[ledger.ProposalID]():      id("p-31"),
	reflect.TypeFor[ledger.MinimumID]():       id("social-care-minimum"),
	reflect.TypeFor[ledger.RiskShareCallID](): id("r-4"),
	reflect.TypeFor[ledger.CreditID]():        id("cn-7"),
	reflect.TypeFor[ledger.MeasureID]():       id("attendances"),
	reflect.TypeFor[ledger.ClaimID]():         id("s-2"),
	reflect.TypeFor[ledger.HealthBudgetID]():  id("h-4"),
	reflect.TypeFor[ledger.ClientID](): text(`^client-[0-9a-f]{4,32}$`, "client-7f3a",
		"the pseudonym that the care system drew, and alone can resolve",
		func(s string) error { return ledger.CheckClient("it", ledger.ClientID(s)) }),
	reflect.TypeFor[ledger.HealthBudgetForm](): oneOf(ledger.NotionalBudget, ledger.ThirdPartyBudget, ledger.DirectBudget),
	reflect.TypeFor[ledger.HealthBudgetState](): oneOf(ledger.HealthBudgetOpen, ledger.HealthBudgetStopped,
		ledger.HealthBudgetClosed, ledger.HealthBudgetReversed),
	reflect.TypeFor[ledger.RepaymentPayer](): oneOf(ledger.ClientPays, ledger.RepresentativePays, ledger.NomineePays,
		ledger.EstatePays),
	reflect.TypeFor[ledger.RepaymentState](): oneOf(ledger.RepaymentDemanded, ledger.RepaymentUpheld,
		ledger.RepaymentReduced, ledger.RepaymentWithdrawn),
	reflect.TypeFor[ledger.Charging]():        oneOf(ledger.Chargeable, ledger.FreeOfCost),
	reflect.TypeFor[ledger.OtherIncomeKind](): oneOf(ledger.ClientCharge, ledger.InterestEarned),
	reflect.TypeFor[ledger.Quantity](): text(quantityPattern, "1240", "a number: digits alone, at most four places",
		func(s string) error { _, err := ledger.ParseQuantity(s); return err }).most(quantityLengthMax),
	reflect.TypeFor[ledger.PaymentRequestID](): id("june-2"),
	reflect.TypeFor[ledger.Identifier](): text(`^GB-(COH|CHC|SC|NIC)-[A-Z0-9]{6,8}$`, "GB-COH-01234567",
		"a number in a public register, with the register's org-id prefix", func(s string) error {
			return ledger.CheckIdentifier(ledger.Identifier(s))
		}),
	reflect.TypeFor[ledger.FeedID](): id("darlington"),
	reflect.TypeFor[ledger.KeyID]():  id("havering-council-1a2b3c4d"),
	reflect.TypeFor[ledger.KeyUse](): oneOf(ledger.KeyUses...),
	reflect.TypeFor[ledger.KeyEnd](): oneOf(ledger.KeyEnds...),
	reflect.TypeFor[ledger.Stated](): text(amountPattern, "0.00",
		"pounds and pence: two places, no sign, no separators", checkMoney).most(amountLengthMax),

	reflect.TypeFor[ledger.Fence](): text(idPattern, "nhs-minimum", "the ring-fence: what the money was given for",
		func(s string) error { return ledger.CheckID("it", s) }).most(idLengthMax),
	reflect.TypeFor[ledger.Role](): oneOf(append(slices.Clone(ledger.Roles), ledger.FinanceOfficer, ledger.ChiefFinance,
		ledger.TimerRole)...),
	reflect.TypeFor[ledger.Capacity](): oneOf(ledger.Substantive, ledger.Interim, ledger.Acting),
	reflect.TypeFor[ledger.Window]():   oneOf(ledger.EachMonth, ledger.EachQuarter, ledger.EachYear),
	reflect.TypeFor[ledger.Rules](): {
		huma.Schema{Type: huma.TypeString, MaxLength: new(ledger.RulesLengthMax), Description: "the rules, one a line, in " +
			"the form of policy.csv; its head says what the columns mean"},
		ledger.CheckRules,
	},
	reflect.TypeFor[ledger.BodyType](): oneOf(ledger.BodyTypes...),
	reflect.TypeFor[ledger.Part]():     oneOf(ledger.Section75Partner, ledger.Funder, ledger.Participant),
	reflect.TypeFor[ledger.Nature]():   oneOf(ledger.Capital, ledger.Revenue),
	reflect.TypeFor[ledger.Power]():    oneOf(ledger.Section75, ledger.Section76, ledger.Section256, ledger.Section31),
	reflect.TypeFor[ledger.AgreementState](): oneOf(ledger.AgreementDraft, ledger.AgreementInForce,
		ledger.AgreementOverride),
	reflect.TypeFor[ledger.ContributionState](): oneOf(ledger.ContributionIndicative, ledger.ContributionAgreed,
		ledger.ContributionReversed),
	reflect.TypeFor[ledger.Arrangement](): oneOf(ledger.LeadCommissioning, ledger.JointOperation, ledger.HostAsAgent,
		ledger.AlignedBudget),
	reflect.TypeFor[ledger.Side]():            oneOf(ledger.CouncilSide, ledger.NHSSide, ledger.JointSide),
	reflect.TypeFor[ledger.Direction]():       oneOf(ledger.Increase, ledger.Decrease),
	reflect.TypeFor[ledger.Form]():            oneOf(ledger.Contract, ledger.Grant),
	reflect.TypeFor[ledger.CommitmentState](): oneOf(ledger.CommitmentOpen, ledger.CommitmentReleased),
	reflect.TypeFor[ledger.InvoiceState](): oneOf(ledger.InvoiceReceived, ledger.InvoiceDisputed,
		ledger.InvoiceReturned, ledger.InvoiceCertified, ledger.InvoicePaid, ledger.InvoiceSettled, ledger.InvoiceReversed),
	reflect.TypeFor[ledger.PaymentState](): oneOf(ledger.PaymentPaid, ledger.PaymentRejected, ledger.PaymentReturned,
		ledger.PaymentRequested),
	reflect.TypeFor[ledger.CreditState](): oneOf(ledger.CreditApplied, ledger.CreditReversed),
	reflect.TypeFor[ledger.AccrualState](): oneOf(ledger.AccrualOpen, ledger.AccrualAwaiting, ledger.AccrualReversed,
		ledger.AccrualWithdrawn),
	reflect.TypeFor[ledger.Close]():     oneOf(ledger.SoftClosed, ledger.HardClosed),
	reflect.TypeFor[ledger.ShareKind](): oneOf(ledger.ShareKinds...),
	reflect.TypeFor[ledger.CureKind](): oneOf(ledger.OtherUnderspends, ledger.RiskPoolCure, ledger.Uncommitted,
		ledger.OutsidePool),
	reflect.TypeFor[ledger.Better]():     oneOf(ledger.Higher, ledger.Lower),
	reflect.TypeFor[ledger.ClaimState](): oneOf(ledger.ClaimStands, ledger.ClaimWithdrawn),
	reflect.TypeFor[ledger.CallState]():  oneOf(ledger.RiskCalled, ledger.RiskReversed),
	reflect.TypeFor[ledger.ProposalState](): oneOf(ledger.ProposalOpen, ledger.ProposalApproved,
		ledger.ProposalRejected, ledger.ProposalWithdrawn, ledger.ProposalExpired),
}

func text(pattern, example, doc string, check func(string) error) scalar {
	return scalar{
		huma.Schema{Type: huma.TypeString, Pattern: pattern, Examples: []any{example}, Description: doc}, check,
	}
}

// most is a form of text of at most so many characters.
func (s scalar) most(length int) scalar {
	s.schema.MaxLength = &length
	return s
}

func id(example string) scalar {
	return text(idPattern, example, "1 to 40 lower-case letters, digits and inner hyphens",
		func(s string) error { return ledger.CheckID("it", s) }).most(idLengthMax)
}

func oneOf[T ~string](values ...T) scalar {
	words, enum := make([]string, len(values)), make([]any, len(values))
	for i, v := range values {
		words[i], enum[i] = string(v), string(v)
	}
	refusal := ledger.ErrInvalid.With("it must be one of %s", strings.Join(words, ", "))
	return scalar{huma.Schema{Type: huma.TypeString, Enum: enum}, func(s string) error {
		if !slices.Contains(words, s) {
			return refusal
		}
		return nil
	}}
}

// checkMoney refuses an amount with a sign: the side an amount falls on is the act's to say.
func checkMoney(s string) error {
	m, err := ledger.ParseMoney(s)
	switch {
	case err != nil || m.Sign() < 0:
		return ledger.ErrAmountForm
	case m.Compare(ledger.AmountMax) > 0:
		return ledger.ErrAmountTooLarge
	}
	return nil
}

// schemaOf gives a type of the ledger its schema without the ledger knowing: huma is told to look here instead.
type schemaOf[T any] struct{}

// Schema is the schema of T.
func (schemaOf[T]) Schema(huma.Registry) *huma.Schema {
	s := scalars[reflect.TypeFor[T]()].schema
	return &s
}

func alias[T any](r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[T](), reflect.TypeFor[schemaOf[T]]())
}

// anyJSON is for bytes that are JSON already, such as an act that a proposal holds.
type anyJSON struct{}

// Schema is an object of whatever kind.
func (anyJSON) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// postingPair is how a proposal holds the lines it would post.
type postingPair struct{}

// Schema is a list of two: the account, and the amount with a minus sign for a credit.
func (postingPair) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}, MinItems: new(2), MaxItems: new(2),
		Description: "account and amount, credits with a minus sign",
	}
}

// aliasAll tells huma's registry of every scalar. A test holds it against the table above.
func aliasAll(r huma.Registry) {
	for _, one := range []func(huma.Registry){
		alias[ledger.Money], alias[ledger.Date], alias[ledger.Year], alias[ledger.Period], alias[ledger.Digest],
		alias[ledger.Private], alias[ledger.FundID], alias[ledger.BodyID], alias[ledger.ActorID],
		alias[ledger.PostID], alias[ledger.SourceID], alias[ledger.ContributionID], alias[ledger.SchemeID],
		alias[ledger.CommitmentID], alias[ledger.InvoiceID], alias[ledger.AccrualID], alias[ledger.ProposalID],
		alias[ledger.MinimumID],
		alias[ledger.RiskShareCallID], alias[ledger.ShareKind], alias[ledger.CureKind], alias[ledger.CallState],
		alias[ledger.Fence], alias[ledger.Role], alias[ledger.BodyType], alias[ledger.Part], alias[ledger.Nature],
		alias[ledger.Power], alias[ledger.AgreementState], alias[ledger.ContributionState],
		alias[ledger.Arrangement], alias[ledger.Side], alias[ledger.Direction], alias[ledger.Form],
		alias[ledger.CommitmentState], alias[ledger.InvoiceState], alias[ledger.AccrualState], alias[ledger.Close],
		alias[ledger.ProposalState],
		alias[ledger.Capacity], alias[ledger.Window], alias[ledger.Rules],
		alias[ledger.KeyID], alias[ledger.KeyUse], alias[ledger.KeyEnd],
		alias[ledger.CreditID], alias[ledger.FeedID], alias[ledger.Stated], alias[ledger.CreditState], alias[ledger.Percent],
		alias[ledger.MeasureID], alias[ledger.ClaimID], alias[ledger.Quantity], alias[ledger.Better],
		alias[ledger.ClaimState],
		alias[ledger.PaymentRequestID], alias[ledger.Identifier], alias[ledger.PaymentState],
		alias[ledger.HealthBudgetID], alias[ledger.ClientID], alias[ledger.HealthBudgetForm],
		alias[ledger.HealthBudgetState], alias[ledger.RepaymentPayer], alias[ledger.RepaymentState],
		alias[ledger.Charging], alias[ledger.OtherIncomeKind],
	} {
		one(r)
	}
	r.RegisterTypeAlias(reflect.TypeFor[json.RawMessage](), reflect.TypeFor[anyJSON]())
	r.RegisterTypeAlias(reflect.TypeFor[ledger.Posting](), reflect.TypeFor[postingPair]())
}
