package api

// endingActs are those at the end of a year, of a body and of the fund: what the next year is drawn from, cut-off
// dates, successors, leaving and closing.
var endingActs = []actRow{
	{
		"draw-agreement", inFund + "/agreements/{version}/next", tagFund, "Draw the next agreement",
		"Drafts a new version that says what this one says, for another term. A body that has ended by then is replaced by " +
			"the one that succeeded it.",
	},
	{
		"set-cut-off", inFund + "/partners/{partner}/cut-offs", tagBooks, "Set a partner's cut-off date",
		"Says at the end of which day a partner's own figures for a year are frozen. What is recorded later is a movement " +
			"for it. It can be changed until that day is over.",
	},
	{
		"leave-agreement", inFund + "/partners/{partner}/leaving", tagFund, "Record that a partner leaves",
		"Records a partner's last day. What it owes and is owed stays to be settled; nothing that falls due later is asked " +
			"of it.",
	},
	{
		"apportion-ending", inFund + "/years/{year}/ending", tagFund, "Divide what the last year left between the partners",
		"Divides what is left of the surplus of the agreement's last year, or calls its deficit, by weights or by what of " +
			"the contributions recurs; says who takes over each commitment, and who settles what else stands.",
	},
	{
		"close-fund", inFund + "/closing", tagFund, "Close the fund",
		"Ends a fund of which nothing is left, on any account. Nothing is recorded in it afterwards but the erasure of texts.",
	},
	{
		"take-over", inFund + "/successions", tagMoney, "Have a successor body take over",
		"Moves what the fund holds for a body, and what it is owed by it, to the body that succeeded it, also in mid-year. " +
			"What was called and spent stays with the body that paid.",
	},
	{
		"draw-contributions", inFund + "/contributions/drawn", tagMoney, "Draft next year's contributions",
		"Drafts contributions of a year from those of the year before: what recurs, with inflation, less efficiencies, and " +
			"with planned changes. They are indicative until they are agreed.",
	},
}
