package ledger

// Code is an account's number in the chart of accounts: 1000 to 5999 in the actuals book, 9000 to 9599 in
// memo.
type Code int16

// Book is one of the two books; each sums to zero in every entry.
type Book int8

// The two books. Memo holds budget and commitments and is excluded from every statutory extract.
const (
	Actuals Book = iota + 1
	Memo
)

// String names the book.
func (b Book) String() string {
	if b == Memo {
		return "memo"
	}
	return "actuals"
}

// The chart of accounts of a pooled fund.
const (
	Cash                Code = 1000 // a claim on the host's bank; may be overdrawn
	CashUnidentified    Code = 1010 // received, and not yet known for what; no source's cash
	ContributionDebtors Code = 1100
	GrantDebtors        Code = 1150
	RecoverableVAT      Code = 1200
	FloatAdvances       Code = 1300
	DirectPayments      Code = 1310
	Prepayments         Code = 1400
	Creditors           Code = 2100 // certified invoices unpaid
	Accruals            Code = 2110
	CapitalInAdvance    Code = 2200
	RevenueInAdvance    Code = 2210
	PerformanceUnearned Code = 2220
	ReceiptsHeld        Code = 2250 // what CashUnidentified is owed back, or still to be allocated
	SurplusDue          Code = 2300
	PoolBalance         Code = 3000
	CarriedForward      Code = 3100
	RiskPool            Code = 3200
	CouncilIncome       Code = 4100
	NHSMinimumIncome    Code = 4110
	NHSAdditionalIncome Code = 4120
	PerformanceIncome   Code = 4130
	GrantIncome         Code = 4200
	CapitalGrantIncome  Code = 4210
	OtherIncome         Code = 4300
	RiskShareIncome     Code = 4900
	ContractSpend       Code = 5100
	DirectSpend         Code = 5110 // partner-direct and aligned (notional)
	SpotSpend           Code = 5200
	HealthBudgetSpend   Code = 5300
	CapitalSpend        Code = 5400
	GrantSpend          Code = 5500
	IrrecoverableVAT    Code = 5600
	FeeSpend            Code = 5900

	ResourcesAgreed    Code = 9000 // agreed, not yet called
	ResourcesCalled    Code = 9005
	PerformancePlanned Code = 9010 // contingent performance resources
	ResourcesBrought   Code = 9015
	OverspendApproved  Code = 9020 // the only way that more than the resources is ever available
	Unallocated        Code = 9100
	PerformanceHeld    Code = 9110
	SchemeAvailable    Code = 9200
	SchemeCommitted    Code = 9300
	SchemeConsumed     Code = 9400
	AllowanceGranted   Code = 9500
	AllowanceLeft      Code = 9510
	AllowanceUsed      Code = 9520
)

// dimension is a part of an account that its code may require.
type dimension uint8

const (
	byYear dimension = 1 << iota
	bySource
	byScheme

	byBudget = byYear | bySource
	byLine   = byYear | bySource | byScheme
)

// floor says which balance may not fall below zero on its normal side.
type floor uint8

const (
	noFloor         floor = iota
	controlFloor          // the control account: a source's unallocated, a scheme's available
	subsidiaryFloor       // each document: a commitment, a provider's invoices
)

// ChartLine is one account of the chart.
type ChartLine struct {
	Code   Code
	Name   string
	Credit bool // normal side

	dimensions dimension
	floor      floor
	analysed   bool // its subsidiaries are kinds of act rather than documents, so that turnover can be asked
	documented bool // it always stands in a document's account
}

// detailed reports whether lines are posted to subsidiaries of the account.
func (l ChartLine) detailed() bool { return l.analysed || l.documented }

// Book is the book the account belongs to.
func (l ChartLine) Book() Book {
	if l.Code >= 9000 {
		return Memo
	}
	return Actuals
}

// Chart is the chart of accounts in order of code.
var Chart = []ChartLine{
	{Cash, "Cash held by the host", false, bySource, noFloor, true, false},
	{CashUnidentified, "Cash received, not yet identified", false, 0, subsidiaryFloor, false, true},
	{ContributionDebtors, "Debtors: partner contributions", false, bySource, subsidiaryFloor, false, true},
	{GrantDebtors, "Debtors: central government grant", false, bySource, subsidiaryFloor, false, true},
	{RecoverableVAT, "Recoverable VAT", false, bySource, noFloor, false, false},
	{FloatAdvances, "Floating-fund advances", false, bySource, subsidiaryFloor, false, true},
	{DirectPayments, "Direct payments advanced, evidence due", false, bySource, subsidiaryFloor, false, true},
	{Prepayments, "Prepayments to providers", false, bySource, subsidiaryFloor, false, true},
	{Creditors, "Creditors: certified invoices unpaid", true, bySource, subsidiaryFloor, false, true},
	{Accruals, "Goods received not invoiced", true, bySource, subsidiaryFloor, false, true},
	{CapitalInAdvance, "Capital grant received in advance", true, bySource, controlFloor, false, false},
	{RevenueInAdvance, "Contributions received in advance", true, bySource, subsidiaryFloor, false, true},
	{PerformanceUnearned, "Performance money received, unearned", true, bySource, subsidiaryFloor, false, true},
	{ReceiptsHeld, "Receipts not yet identified", true, 0, subsidiaryFloor, false, true},
	{SurplusDue, "Creditor: surplus due to partner", true, bySource, controlFloor, false, false},
	{PoolBalance, "Pool balance, in year", true, bySource, noFloor, false, false},
	{CarriedForward, "Carried-forward balance", true, bySource, noFloor, false, false},
	{RiskPool, "Risk pool", true, bySource, noFloor, false, false},
	{CouncilIncome, "Contributions: council", true, byBudget, noFloor, false, false},
	{NHSMinimumIncome, "Contributions: NHS minimum", true, byBudget, noFloor, false, false},
	{NHSAdditionalIncome, "Contributions: NHS additional", true, byBudget, noFloor, false, false},
	{PerformanceIncome, "Contributions: performance element earned", true, byBudget, noFloor, false, false},
	{GrantIncome, "Grants: revenue", true, byBudget, noFloor, false, false},
	{CapitalGrantIncome, "Grants: capital", true, byBudget, noFloor, false, false},
	{OtherIncome, "Other income", true, byBudget, noFloor, false, false},
	{RiskShareIncome, "Risk-share call on partners", true, byBudget, noFloor, false, false},
	{ContractSpend, "Scheme spend: commissioned contracts", false, byLine, noFloor, false, false},
	{DirectSpend, "Scheme spend: partner-direct (notional)", false, byLine, noFloor, false, false},
	{SpotSpend, "Spot purchases", false, byLine, noFloor, false, false},
	{HealthBudgetSpend, "Personal health budgets", false, byLine, noFloor, false, false},
	{CapitalSpend, "Capital spend", false, byLine, noFloor, false, false},
	{GrantSpend, "Grants to voluntary bodies", false, byLine, noFloor, false, false},
	{IrrecoverableVAT, "Irrecoverable VAT", false, byLine, noFloor, false, false},
	{FeeSpend, "Management, hosting and audit fees", false, byLine, noFloor, false, false},

	{ResourcesAgreed, "Resources agreed, not yet called", false, byBudget, controlFloor, false, false},
	{ResourcesCalled, "Resources called", false, byBudget, noFloor, false, false}, // an old debt may be written off first
	{PerformancePlanned, "Contingent performance resources", false, byBudget, controlFloor, true, false},
	{ResourcesBrought, "Resources brought forward", false, byBudget, noFloor, false, false},
	{OverspendApproved, "Overspend approved, to be cured", false, byBudget, controlFloor, false, false},
	{Unallocated, "Unallocated resources", true, byBudget, controlFloor, false, false},
	{PerformanceHeld, "Performance resources held", true, byBudget, controlFloor, false, false},
	{SchemeAvailable, "Scheme: available", true, byLine, controlFloor, true, false},
	{SchemeCommitted, "Scheme: committed", true, byLine, subsidiaryFloor, false, true},
	{SchemeConsumed, "Scheme: consumed", true, byLine, noFloor, false, false}, // a year may begin with a reversed accrual
	{AllowanceGranted, "Allowance granted", false, byYear, noFloor, false, false},
	{AllowanceLeft, "Allowance left", true, byYear, subsidiaryFloor, false, true},
	{AllowanceUsed, "Allowance used", true, byYear, noFloor, false, true},
}

var chartByCode = func() map[Code]*ChartLine {
	m := make(map[Code]*ChartLine, len(Chart))
	for i := range Chart {
		m[Chart[i].Code] = &Chart[i]
	}
	return m
}()

// Line is the chart's line for a code, and whether there is one.
func (c Code) Line() (ChartLine, bool) {
	l, ok := chartByCode[c]
	if !ok {
		return ChartLine{}, false
	}
	return *l, true
}

func (c Code) isIncome() bool { return c >= 4000 && c < 5000 }
func (c Code) isSpend() bool  { return c >= 5000 && c < 6000 }
