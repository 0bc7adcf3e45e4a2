package ledger

// The kinds of movement that turnover can be asked by, on the three accounts the chart has analysed.
const (
	Receipt      = "receipt"       // on 1000: cash received by the host
	CashPaid     = "payment"       // on 1000: paid to providers
	PassedOn     = "passed-on"     // on 1000: a capital grant passed to the body that spends it
	VATRefunded  = "vat-refund"    // on 1000: brought back by the host's VAT return
	SurplusPaid  = "surplus"       // on 1000: a surplus returned to a partner
	Refunded     = "refund"        // on 1000: paid back by a provider
	Pledged      = "pledged"       // on 9010: performance money agreed, or varied
	Earned       = "earned"        // on 9010: earned by results
	Forgone      = "forgone"       // on 9010: finally not earned
	BudgetMoved  = "budget"        // on 9200: to or from the source's unallocated resources
	VirementMove = "virement"      // on 9200: to or from another scheme of the source
	CommitMove   = "commitment"    // on 9200: to or from a commitment
	SpendMove    = "spend"         // on 9200: spent without a commitment
	AccrualMove  = "accrual"       // on 9200: accrued without a commitment, or given back
	ReserveMove  = "reserved"      // on 9200: kept for a proposal while it waits, or given back
	ExcessMove   = "excess"        // on 9200: spent on an invoice beyond its commitment, or credited back
	Overspent    = "overspend"     // on 9200: approved beyond the budget, as 9020 shows until it is cured
	DirectSpent  = "direct-spend"  // on 9200: spent by a partner itself, out of money it never paid over
	InterestMove = "late-interest" // on 9200: interest paid on invoices that were paid late
	SetAgainst   = "set-against"   // on 1000: of one source and another, when the fund is closed
	FloatAdvance = "float-advance" // on 9200: to or from the cash that a floating fund's managing agent holds
	PurchaseMove = "purchase"      // on 9200: to or from a spot purchase
	AgentPaid    = "float-agent"   // on 1000: paid to a floating fund's managing agent
	AgentReturn  = "float-return"  // on 1000: returned by a floating fund's managing agent
	TakenOver    = "taken-over"    // on 9010 and 9200: from a body to the one that succeeded it
)
