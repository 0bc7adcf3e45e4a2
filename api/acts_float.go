package api

// floatActs are those of floating funds and of what is bought from them.
var floatActs = []actRow{
	{
		"set-up-float", inFund + "/floats", tagFloat, "Set up a floating fund",
		"Sets up a float under a scheme: its purpose, its sources and draw rule, its managing agent or none, its limits and its " +
			"fee. Its budget is that of a scheme of the same name, which is made beside it.",
	},
	{
		"vary-float", inFund + "/floats/{float}/variations", tagFloat, "Vary a floating fund",
		"Changes a float's terms, or closes it, with the reason: a new version of it. What was bought before counts against the " +
			"new limits.",
	},
	{
		"top-up-float", inFund + "/floats/{float}/top-ups", tagFloat, "Top a floating fund up",
		"Gives a float budget of one of its sources: from the scheme it stands under, or from what is unallocated.",
	},
	{
		"advance-float", inFund + "/floats/{float}/advances", tagFloat, "Pay cash to a float's agent",
		"Records that the host has paid cash to the managing agent. It is an advance, not spend.",
	},
	{
		"return-float-cash", inFund + "/floats/{float}/returns", tagFloat, "Record cash that a float's agent returns",
		"Records cash that has come back, and gives the float its budget back.",
	},
	{
		"order-purchase", inFund + "/purchases", tagFloat, "Buy from the directory",
		"Orders a service of the directory for a client, by a pseudonym, or for a group: what, for whom, how much. Within the " +
			"float's limits it is done at once; beyond the worker's it waits for approval, and beyond a client's it takes an exception " +
			"as well. What the directory says of the service is kept with the purchase.",
	},
	{
		"accept-delivery", inFund + "/purchases/{purchase}/deliveries", tagFloat, "Accept a delivery",
		"Accepts the evidence that a purchase, or a part of it, was delivered: it is spent. Whoever bought it does not.",
	},
	{
		"cancel-purchase", inFund + "/purchases/{purchase}/cancellation", tagFloat, "Cancel a purchase",
		"Gives what is not delivered of a purchase back to the float, and to the limits that it counts against.",
	},
	{
		"pay-float", inFund + "/floats/{float}/payments", tagFloat, "Pay what a float owes",
		"Records that the host has paid all that is owed on a purchase, or the agent's fee. Whoever accepted the delivery does " +
			"not.",
	},
	{
		"charge-float-fee", inFund + "/floats/{float}/fees", tagFloat, "Charge the agent's fee",
		"Charges the managing agent's fee, by source: in all no more than its percentage of what the float was given in the year.",
	},
	{
		"reconcile-float", inFund + "/floats/{float}/reconciliations", tagFloat, "Reconcile a float",
		"Compares the managing agent's statement with the ledger, and keeps the differences. It posts nothing. Whoever bought " +
			"from the float does not.",
	},
	{
		"write-off-float-advance", inFund + "/floats/{float}/write-offs", tagFloat, "Write off cash of a float",
		"Gives up cash that the managing agent held and that is lost: it is spent.",
	},
}
