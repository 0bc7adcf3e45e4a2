package journal

// What inboxes ask the database, for tests of its plans.
const (
	OpenProposalsSQL    = openProposalsSQL
	DecidedProposalsSQL = decidedProposalsSQL
)
