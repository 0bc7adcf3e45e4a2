package api

import "slices"

// The tags that group operations in the documentation.
const (
	tagService       = "Service"
	tagOrganisations = "Organisations and posts"
	tagFund          = "Fund and agreement"
	tagMoney         = "Sources and contributions"
	tagSchemes       = "Schemes and budgets"
	tagSpending      = "Commitments, invoices and payments"
	tagFloat         = "Floating fund and spot purchases"
	tagHealth        = "Personal health budgets"
	tagOutcomes      = "Outcomes"
	tagBooks         = "Periods and corrections"
	tagYear          = "The year's end"
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

var actRows = slices.Concat(endingActs, spendingActs, floatActs, healthActs, []actRow{
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
		"identify-body", "/v1/bodies/{body}/identifiers", tagOrganisations, "Identify an organisation",
		"Records the numbers by which public registers know an organisation, in place of those recorded before: of Companies " +
			"House, or of the charity regulators of England and Wales, Scotland or Northern Ireland.",
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
		"record-heads", "/v1/heads", tagPolicy, "Record where the journals stand",
		"Records the size and root of each fund's journal that moved, with the proof that it only went on. The timer of the " +
			"service asks for it, and nobody else may.",
	},
	{
		"register-key", "/v1/keys", tagPolicy, "Register a key",
		"Registers the public half of a key that signs or countersigns checkpoints, and whose it is. The private half stays " +
			"with its owner.",
	},
	{
		"revoke-key", "/v1/keys/{key}/revocation", tagPolicy, "Revoke a key",
		"Ends the trust in a key after a day, today or before, and says why. Checkpoints of entries recorded later are then " +
			"refused by whoever verifies.",
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
		"Changes what is not yet called of a contribution, under a version of the agreement. A change that recurs counts " +
			"when the next year's is drafted.",
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
		"match-receipts", inFund + "/receipts", tagMoney, "Record and match receipts",
		"Records money that came in, all of the receipts or none. Each pays the call notice that it names; what is over is " +
			"held in advance for the notice's contribution, and what names no notice is held apart until it is allocated.",
	},
	{
		"allocate-receipt", inFund + "/receipts/{receipt}/allocations", tagMoney, "Allocate a receipt",
		"Says which call notice a receipt pays that was held apart, or of which something was over.",
	},
	{
		"return-receipt", inFund + "/receipts/{receipt}/returns", tagMoney, "Return a receipt",
		"Records that the host has paid back what was held of a receipt.",
	},
	{
		"reduce-call", inFund + "/call-notices/{notice}/reductions", tagMoney, "Reduce a call",
		"Takes off a call notice what was called too much. It stays agreed and may be called again, or varied away; what has " +
			"been received of it is due back to the partner.",
	},
	{
		"write-off-call", inFund + "/call-notices/{notice}/write-offs", tagMoney, "Write off a call",
		"Gives up what is owed on a call notice. The source has so much less to allocate, in the year that is open.",
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
		"define-measure", inFund + "/measures", tagOutcomes, "Define a measure",
		"Says what is measured of a scheme, a provider or the fund, its baseline and its targets; or defines it anew, with a " +
			"reason. It counts people or things, never one client.",
	},
	{
		"record-actual", inFund + "/measures/{measure}/actuals", tagOutcomes, "Record what a measure came to",
		"Records a measure's figure for a period that is over, with the reference of the evidence; or restates it, with a " +
			"reason.",
	},
	{
		"claim-saving", inFund + "/saving-claims", tagOutcomes, "Claim a saving",
		"States a saving as a claim, with its method and source, by the body that gains; and what another body loses by it. " +
			"It posts nothing.",
	},
	{
		"withdraw-claim", inFund + "/saving-claims/{claim}/withdrawal", tagOutcomes, "Withdraw a claim",
		"Takes the claim of a saving back, with a reason. It stays on record as withdrawn.",
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
		"close-year", inFund + "/years/{year}/close", tagYear, "Close a year",
		"Closes the accounts of a year by one entry of both books, in its period 14: income, spend and what was brought " +
			"forward to the pool balance of each source, every budget to nil. What its checklist shows as to do refuses it.",
	},
	{
		"reopen-year", inFund + "/years/{year}/reopening", tagYear, "Reopen a year",
		"Takes the close of the last closed year back by its exact mirror. What was decided about what the year left is " +
			"reversed before.",
	},
	{
		"lapse-contribution", inFund + "/contributions/{contribution}/lapse", tagYear, "Lapse a contribution",
		"Decides that what is agreed and was not called, or not received, by the year's end is not called any more.",
	},
	{
		"decide-deficit", inFund + "/years/{year}/deficits", tagYear, "Decide about a deficit",
		"Decides that a source's deficit is carried into the next year, so that the year can be closed.",
	},
	{
		"carry-forward", inFund + "/years/{year}/carried-forward", tagYear, "Carry forward",
		"Carries what a closed year left into the next, by owner and source, dated its first day: to the carried-forward " +
			"balance or the risk pool, shared exactly where shares are given. Purpose and expected use are kept.",
	},
	{
		"return-surplus", inFund + "/years/{year}/surplus-returned", tagYear, "Return a surplus",
		"Decides that a part of what a closed year left goes back to partners. It is paid by an act of its own.",
	},
	{
		"pay-surplus", inFund + "/sources/{source}/surplus-payments", tagYear, "Pay a surplus back",
		"Records that the host has paid a partner what was to be returned to it.",
	},
	{
		"bring-grant-forward", inFund + "/contributions/{contribution}/brought-forward", tagYear, "Bring a grant forward",
		"Makes a capital grant that was held unspent when its year was closed, or what was received of a contribution beyond " +
			"what was called, a resource of the next year.",
	},
	{
		"roll-commitments", inFund + "/years/{year}/commitments-rolled", tagYear, "Roll commitments",
		"Rolls what was left on the commitments of a list into the next year, out of its unallocated resources. What is not " +
			"rolled has lapsed.",
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
})
