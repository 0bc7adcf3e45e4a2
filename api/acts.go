package api

// The tags that group operations in the documentation.
const (
	tagService       = "Service"
	tagOrganisations = "Organisations and posts"
	tagFund          = "Fund and agreement"
	tagMoney         = "Sources and contributions"
	tagSchemes       = "Schemes and budgets"
	tagSpending      = "Commitments, invoices and payments"
	tagBooks         = "Periods and corrections"
	tagProposals     = "Proposals"
	tagPolicy        = "Policy"
	tagDirectory     = "Directory"
	tagMany          = "Many acts"
	tagQuestions     = "Questions"
)

// An actRow is all there is to write to serve an act: its fields, their forms and what it refuses are the ledger's.
// A name in braces in the path is a field of the act, or the fund; what stands in the path is not in the body.
type actRow struct {
	name, path, tag, summary, description string
}

const inFund = "/v1/funds/{fund}"

var actRows = []actRow{
	{
		"found-service", "/v1/service", tagOrganisations, "Found the service",
		"Begins the service's own journal: registers the body that administers it and gives the first posts " +
			"administrator a post. It can be done once.",
	},
	{
		"register-body", "/v1/bodies", tagOrganisations, "Register an organisation",
		"Records a council, NHS body, voluntary body, company or department, so that agreements can name it.",
	},
	{
		"record-successor", "/v1/bodies/{predecessor}/successors", tagOrganisations, "Record a successor body",
		"Records that one body took over from another, such as a CCG from a PCT. Nothing is renamed.",
	},
	{
		"grant-post", "/v1/posts/{actor}", tagOrganisations, "Grant a post",
		"Gives an actor a post: a role held for a body in one fund, or in all, from a day.",
	},
	{
		"end-post", "/v1/posts/{actor}/{post}/end", tagOrganisations, "End a post",
		"Ends a post on a day; its holder loses its rights the day after. With yesterday they are lost at once.",
	},
	{
		"declare-interest", "/v1/posts/{actor}/interests", tagOrganisations, "Declare an interest",
		"Declares an interest of your own in a body. While it lasts you decide nothing by which that body would be paid, " +
			"promised or given money.",
	},
	{
		"end-interest", "/v1/posts/{actor}/interests/{body}/end", tagOrganisations, "End an interest",
		"Ends a declared interest of your own on a day, today or later.",
	},
	{
		"record-feed", "/v1/directory/feeds", tagDirectory, "Record a feed of the directory",
		"Records that a feed was read: its SHA-256 and what it holds. An import does it by itself, and the directory takes a " +
			"feed only once it is recorded.",
	},
	{
		"adopt-delegation", "/v1/delegations", tagPolicy, "Adopt a scheme of delegation",
		"Puts a scheme of delegation in force from a day on: a fund's own, or that of every fund without one of its own. " +
			"Rules that cannot be read are refused, with the line, and those in force stay.",
	},
	{
		"open-fund", "/v1/funds", tagFund, "Open a pooled fund",
		"Begins a fund's journal under the name given as fund. The host is the council or NHS body responsible for its " +
			"accounts and audit.",
	},
	{
		"draft-agreement", inFund + "/agreements", tagFund, "Draft an agreement version",
		"Records a new version of the section 75 agreement, numbered one above the latest, with the seven particulars " +
			"of regulation 7(3) of SI 2000/617.",
	},
	{
		"bring-into-force", inFund + "/agreements/{version}/signature", tagFund, "Bring an agreement into force",
		"Records that a version has been signed, with the reference and the SHA-256 of the signed document.",
	},
	{
		"override-unsigned", inFund + "/agreements/{version}/override", tagFund, "Rely on an unsigned agreement",
		"Records who allows a version to be relied on before it is signed, why, and until when. Every position shows it.",
	},
	{
		"set-risk-share", inFund + "/agreements/{version}/risk-share", tagFund, "Set the risk share",
		"Records how the partners of an agreement version share what the fund overspends: none, equal, by weights, by " +
			"contribution or by scheme; caps, fixed lines and the order of cure.",
	},
	{
		"add-source", inFund + "/sources", tagMoney, "Add a source of funding",
		"Records a source: whose money it is, capital or revenue, and its ring-fence, for ever.",
	},
	{
		"indicate-contribution", inFund + "/contributions/indicative", tagMoney, "Indicate a contribution",
		"Notifies what a partner means to contribute. It posts nothing until it is agreed.",
	},
	{
		"agree-contribution", inFund + "/contributions", tagMoney, "Agree a contribution",
		"Records a contribution that all partners have agreed, with its instalments, exact to the penny.",
	},
	{
		"agree-performance", inFund + "/contributions/performance", tagMoney, "Agree performance money",
		"Records money that is agreed but held until results earn it.",
	},
	{
		"vary-contribution", inFund + "/contributions/{contribution}/variations", tagMoney, "Vary a contribution",
		"Changes what is not yet called of a contribution, under a version of the agreement.",
	},
	{
		"call-contribution", inFund + "/contributions/{contribution}/calls", tagMoney, "Call an instalment",
		"Calls an instalment or a part of it: it falls due from now on.",
	},
	{
		"receive-contribution", inFund + "/contributions/{contribution}/receipts", tagMoney, "Receive a contribution",
		"Records that the host has received what a partner owed, and under which legal power it was paid.",
	},
	{
		"record-direct-spend", inFund + "/contributions/{contribution}/direct-spend", tagMoney, "Record direct spend",
		"Records what a partner spent itself out of money it never paid over. It is never cash of the fund.",
	},
	{
		"receive-grant", inFund + "/contributions/{contribution}/grant-receipts", tagMoney, "Receive a capital grant",
		"Records a ring-fenced capital grant that the host has received and still holds.",
	},
	{
		"pass-grant-on", inFund + "/contributions/{contribution}/grants-passed-on", tagMoney, "Pass a grant on",
		"Records that a capital grant was passed to the body that spends it, such as a district council.",
	},
	{
		"allocate-grant", inFund + "/contributions/{contribution}/grant-allocation", tagMoney, "Allocate a grant",
		"Says what of a capital grant is to be passed on to which district council, and by when; or restates it, with a " +
			"reason. From then on nothing is passed on beyond a district's allocation.",
	},
	{
		"record-grant-consent", inFund + "/contributions/{contribution}/grant-consents", tagMoney, "Record a consent",
		"Records that a district has agreed that part of its allocation is put to other capital use. It need not be passed " +
			"on, and may be spent like any other capital money of its source.",
	},
	{
		"record-passing-proof", inFund + "/grant-passings/{entry}/proof", tagMoney, "Record a proof of passing on",
		"Records what shows that a grant has arrived, named by the entry that passed it on. The latest counts.",
	},
	{
		"plan-performance", inFund + "/contributions/{contribution}/performance-plan", tagMoney,
		"Plan performance money", "Records what performance money is released for: what one is worth, and how many are " +
			"planned by the end of each quarter since the plan began. Changed with a reason; what was released stays.",
	},
	{
		"release-performance", inFund + "/contributions/{contribution}/performance-released", tagMoney,
		"Release performance money", "Records a quarter's results since the plan began, and releases what they have " +
			"earned up to the plan and was not released yet. Nothing is clawed back.",
	},
	{
		"earn-performance", inFund + "/contributions/{contribution}/performance-earned", tagMoney,
		"Earn performance money", "Releases performance money that results have earned.",
	},
	{
		"forgo-performance", inFund + "/contributions/{contribution}/performance-forgone", tagMoney,
		"Forgo performance money", "Gives up performance money that was finally not earned. It never was income.",
	},
	{
		"call-risk-share", inFund + "/risk-share-calls", tagMoney, "Call a risk share",
		"Works out by the risk share what each partner bears of a forecast overspend, and calls it. What is above a " +
			"partner's cap is called on nobody. With dryRun the answer shows the working, to approvers too.",
	},
	{
		"call-above-cap", inFund + "/risk-share-calls/above-cap", tagMoney, "Call a risk share above its caps",
		"As the call of a risk share, without its caps: both finance directors must have agreed.",
	},
	{
		"add-scheme", inFund + "/schemes", tagSchemes, "Add a scheme",
		"Records a scheme and its lines, one for each source that pays for it.",
	},
	{
		"add-scheme-line", inFund + "/schemes/{scheme}/lines", tagSchemes, "Add a line to a scheme",
		"Gives a scheme a line for one more source.",
	},
	{
		"set-scheme-budget", inFund + "/schemes/{scheme}/budget", tagSchemes, "Set a scheme's budget",
		"Moves money between what a source has not allocated and a scheme's budget.",
	},
	{
		"vire-budget", inFund + "/virements", tagSchemes, "Vire budget",
		"Moves budget between two schemes of one source. Across ring-fences it is refused, whoever asks. With dryRun " +
			"the answer warns of a required minimum that it would break.",
	},
	{
		"approve-overspend", inFund + "/overspends", tagSchemes, "Approve an overspend",
		"Lets a scheme spend more of a source than its resources allow. Both finance directors must have agreed. What is " +
			"approved stands apart until it is cured.",
	},
	{
		"cure-overspend", inFund + "/overspends/cures", tagSchemes, "Cure an overspend",
		"Cures what was approved beyond a source's resources, out of what the source has not allocated.",
	},
	{
		"require-minimum", inFund + "/minimums", tagSchemes, "Require a minimum",
		"Records what must at least be spent from a source in a year on an area of spend or through a commissioner.",
	},
	{
		"forecast-outturn", inFund + "/forecasts", tagSchemes, "Forecast the outturn",
		"Records what a budget holder expects a scheme to have spent from a source by the end of the year; the latest " +
			"counts.",
	},
	{
		"profile-budget", inFund + "/budget-profiles", tagSchemes, "Profile a budget",
		"Says in which months a scheme's budget from a source is expected to be spent; it must come to the revised budget. " +
			"Without a profile it is spread equally.",
	},
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
			"does not.",
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
		"close-period", inFund + "/periods/{period}/close", tagBooks, "Close a period",
		"Closes a period: softly to all but finance officers, or for good. The period's name has a hyphen here, as in " +
			"2015-16-06.",
	},
	{
		"reopen-period", inFund + "/periods/{period}/reopening", tagBooks, "Reopen a period",
		"Opens a softly closed period again. The period's name has a hyphen here, as in 2015-16-06.",
	},
	{
		"reverse-entry", inFund + "/entries/{entry}/reversal", tagBooks, "Reverse an entry",
		"Corrects an entry by its exact mirror. Nothing is ever edited or deleted.",
	},
	{
		"erase-text", inFund + "/entries/{entry}/erasure", tagBooks, "Erase an entry's texts",
		"Removes the texts of an entry that may no longer be kept. Its number, its postings and every root stay.",
	},
	{
		"set-proposal-terms", inFund + "/proposal-terms", tagProposals, "Set the terms of proposals",
		"Says for how many days a proposal of the fund can be decided, and whether it reserves meanwhile what it would take " +
			"from schemes.",
	},
	{
		"approve-proposal", inFund + "/proposals/{proposal}/approval", tagProposals, "Approve a proposal",
		"Approves the act that a proposal holds; the last approval that is needed runs it. The hash is of what you read.",
	},
	{
		"reject-proposal", inFund + "/proposals/{proposal}/rejection", tagProposals, "Reject a proposal",
		"Ends a proposal with a reason. The hash is of what you read.",
	},
	{
		"withdraw-proposal", inFund + "/proposals/{proposal}/withdrawal", tagProposals, "Withdraw a proposal",
		"Takes your own proposal back.",
	},
	{
		"expire-proposal", inFund + "/proposals/{proposal}/expiry", tagProposals, "Expire a proposal",
		"Ends a proposal that nobody decided in time. The timer of the service asks for it, and nobody else may.",
	},
}
