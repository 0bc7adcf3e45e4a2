package api

// spendingActs are those of commitments, invoices and payments: the money's way out of the pool.
var spendingActs = []actRow{
	{
		"raise-commitment", inFund + "/commitments", tagSpending, "Raise a commitment",
		"Promises budget of one scheme's line, or of several, to a provider, with a profile over the year where there is one. " +
			"More than is available is refused, to the penny.",
	},
	{
		"vary-commitment", inFund + "/commitments/{commitment}/variations", tagSpending, "Vary a commitment",
		"Increases or decreases what a commitment promises, with the reason: a new version of it. Less than is invoiced is " +
			"refused, and where the commitment has a profile the new one must be said.",
	},
	{
		"release-commitment", inFund + "/commitments/{commitment}/release", tagSpending, "Release a commitment",
		"Gives back all that is left on a commitment.",
	},
	{
		"certify-invoice", inFund + "/invoices", tagSpending, "Certify an invoice",
		"Accepts a provider's invoice as due against a commitment. A provider's invoice number is accepted once.",
	},
	{
		"pay-invoice", inFund + "/invoices/{invoice}/payment", tagSpending, "Pay an invoice",
		"Records that the host has paid a certified invoice, less the credit notes set against it. Whoever certified it " +
			"does not; nor is one paid by itself while it is in a payment request.",
	},
	{
		"request-payment", inFund + "/payment-requests", tagSpending, "Request payments",
		"Asks the host's accounts-payable system to pay certified invoices, less the credit notes set against them, and " +
			"direct payments out of personal health budgets, whose payee the care system resolves from the client's pseudonym. " +
			"It posts nothing. Whoever certified an invoice does not ask for its payment.",
	},
	{
		"record-payment-outcomes", inFund + "/payment-requests/{request}/outcomes", tagSpending,
		"Record what became of payments",
		"Records which payments of a request were paid, rejected or returned: all of what is sent, or none. An unknown " +
			"reference, another amount than was requested, a line twice or what is paid already is refused, by its line.",
	},
	{
		"pay-late-interest", inFund + "/invoices/{invoice}/interest", tagSpending, "Pay interest on a late payment",
		"Records interest that the host has paid for an invoice that was paid late. It is a cost of the schemes that the " +
			"invoice charged.",
	},
	{
		"hold-payments", inFund + "/providers/{provider}/hold", tagSpending, "Hold payments to a provider",
		"Holds back every payment to a provider, such as while a change of its bank details is checked. Its invoices are " +
			"received and certified as before.",
	},
	{
		"lift-payment-hold", inFund + "/providers/{provider}/hold/lifting", tagSpending, "Lift a hold on payments",
		"Lets a provider be paid again. Whoever held the payments does not lift the hold.",
	},
	{
		"receive-invoice", inFund + "/invoices/received", tagSpending, "Receive an invoice",
		"Records an invoice that has come in: net, VAT and gross, and what it charges to which commitments. It posts " +
			"nothing until it is certified. Another of the same provider, date and gross is warned of.",
	},
	{
		"return-invoice", inFund + "/invoices/{invoice}/return", tagSpending, "Return an invoice",
		"Ends a received invoice that is not to be paid: it goes back to its provider, or was recorded in error. Its number " +
			"may be used again.",
	},
	{
		"dispute-invoice", inFund + "/invoices/{invoice}/dispute", tagSpending, "Dispute an invoice",
		"Says that a received invoice is not accepted as it stands. The clock of its payment stops.",
	},
	{
		"resolve-dispute", inFund + "/invoices/{invoice}/dispute/resolution", tagSpending, "Resolve a dispute",
		"Ends the dispute about an invoice. The clock of its payment goes on.",
	},
	{
		"certify-received-invoice", inFund + "/invoices/{invoice}/certification", tagSpending,
		"Certify a received invoice",
		"Accepts all lines of a received invoice as due, each against its commitment. Whoever received it does not, and " +
			"more than is left on a commitment is refused, to the penny.",
	},
	{
		"certify-over-commitment", inFund + "/invoices/{invoice}/certification/over-commitment", tagSpending,
		"Certify an invoice over its commitment",
		"Accepts a received invoice that is more than is left on a commitment: the excess is taken from what the scheme has " +
			"available. Another partner approves it, and nothing is posted before. Whoever received it does not.",
	},
	{
		"refund-vat", inFund + "/sources/{source}/vat-refunds", tagSpending, "Record a refund of VAT",
		"Records that the host's VAT return has brought back recoverable VAT of a source.",
	},
	{
		"receive-credit-note", inFund + "/invoices/{invoice}/credit-notes", tagSpending, "Receive a credit note",
		"Takes what a provider credits off what an invoice has cost, and off what is still to be paid on it or, where it " +
			"is paid, on another invoice of the provider.",
	},
	{
		"receive-refund", inFund + "/invoices/{invoice}/refunds", tagSpending, "Receive a refund",
		"Records what a provider has paid back of an invoice that was paid, and takes it off what it has cost.",
	},
	{
		"accrue-spend", inFund + "/accruals", tagSpending, "Accrue spend",
		"Counts what was received by a period's end and is not invoiced, against a commitment or, where the order is awaited, " +
			"a scheme's line. It is dated the period's last day and reverses itself on the day after.",
	},
	{
		"reverse-accrual", inFund + "/accruals/{accrual}/reversal", tagSpending, "Reverse an accrual",
		"Posts the mirror of an accrual, dated the first day of the next period. The timer of the service asks for it; a " +
			"finance officer may before it has.",
	},
	{
		"prepay-provider", inFund + "/commitments/{commitment}/prepayments", tagSpending, "Pay a provider ahead",
		"Records that the host has paid a provider ahead of the service. The commitment stays committed until it is received.",
	},
	{
		"receive-prepaid", inFund + "/commitments/{commitment}/prepaid-receipts", tagSpending, "Receive what was prepaid",
		"Accepts that a service paid ahead has been received: the spend is recognised.",
	},
	{
		"write-off-prepayment", inFund + "/commitments/{commitment}/prepaid-write-offs", tagSpending,
		"Write off what was prepaid", "Gives up what was paid to a provider ahead of a service that never came: it is spent.",
	},
}
