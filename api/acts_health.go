package api

// healthActs are those of personal health budgets, and of what clients are charged.
var healthActs = []actRow{
	{
		"set-health-budget-terms", inFund + "/schemes/{scheme}/health-budget-terms", tagHealth,
		"Set the terms of personal health budgets",
		"Says what one client may be allocated of a scheme in a month, quarter or year, and within how many " +
			"days a direct payment is accounted for.",
	},
	{
		"allocate-health-budget", inFund + "/health-budgets", tagHealth,
		"Allocate a personal health budget",
		"Promises a scheme's money to a client, known by a pseudonym alone. The cap counts what is allocated " +
			"and not yet spent, and what was spent; a penny more is refused. Where a float is named, its agent holds " +
			"the budget out of the cash it was advanced: purchases from the float that name the budget spend it.",
	},
	{
		"allocate-above-cap", inFund + "/health-budgets/above-cap", tagHealth,
		"Allocate above the cap",
		"Promises a scheme's money to a client beyond the cap, for a reason. It is for a higher approver.",
	},
	{
		"buy-from-budget", inFund + "/health-budgets/{budget}/purchases", tagHealth,
		"Buy from a personal health budget",
		"Accepts a provider's invoice for what the client has chosen. The price paid, VAT included, is taken " +
			"from the budget; the invoice is paid as any other.",
	},
	{
		"pay-direct", inFund + "/health-budgets/{budget}/payments", tagHealth,
		"Record a direct payment",
		"Records that the host has paid money of the budget to its client, whom the care system alone can " +
			"name, and by when it is accounted for.",
	},
	{
		"accept-budget-evidence", inFund + "/health-budgets/{budget}/evidence", tagHealth,
		"Accept evidence",
		"Accepts what shows that a direct payment was spent, in part or in all; the oldest payment first. " +
			"Whoever paid does not, and it is not dated before the payment.",
	},
	{
		"return-budget-money", inFund + "/health-budgets/{budget}/returns", tagHealth,
		"Record money paid back",
		"Records what came back unspent of a direct payment. The scheme and the client's cap get it.",
	},
	{
		"release-health-budget", inFund + "/health-budgets/{budget}/release", tagHealth,
		"Release a personal health budget",
		"Gives back what is not spent, of a part or of all; all of it closes the budget. The scheme, or the " +
			"float whose agent holds the budget, and the client's cap get it.",
	},
	{
		"stop-health-budget", inFund + "/health-budgets/{budget}/stop", tagHealth,
		"Stop a personal health budget",
		"Has nothing more bought or paid from the budget, on one of the grounds of SI 2013/1617 regulation " +
			"17.",
	},
	{
		"review-health-budget", inFund + "/health-budgets/{budget}/reviews", tagHealth,
		"Record a review",
		"Records that the budget was reviewed; the next review is within a year.",
	},
	{
		"demand-repayment", inFund + "/health-budgets/{budget}/demands", tagHealth,
		"Demand a repayment",
		"Demands back what was paid directly and is not accounted for, on one of the grounds of SI 2013/1617 " +
			"regulation 15: why, how much, by when and by whom. It posts nothing.",
	},
	{
		"reconsider-demand", inFund + "/health-budgets/{budget}/demands/reconsideration", tagHealth,
		"Reconsider a demand",
		"Decides the latest demand anew: upheld, reduced or withdrawn. Whoever made it does not.",
	},
	{
		"write-off-direct-payment", inFund + "/health-budgets/{budget}/write-offs", tagHealth,
		"Write off a direct payment",
		"Gives up what was paid directly and is neither accounted for nor coming back. Whoever paid it does " +
			"not.",
	},
	{
		"set-scheme-charging", inFund + "/schemes/{scheme}/charging", tagSchemes,
		"Say whether a scheme charges its clients",
		"Records that a scheme is chargeable, or free to the client, by the decision that it rests on.",
	},
	{
		"receive-client-charge", inFund + "/sources/{source}/other-income", tagMoney,
		"Receive a client charge or interest",
		"Records what the host received as a charge to a client of a chargeable scheme, or as interest. It is " +
			"new money of the host's source of other income.",
	},
}
