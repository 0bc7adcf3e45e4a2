// Package seal makes a fund's Merkle log evidence: checkpoints that are signed, countersigned by partners who keep
// their own copies, and small proofs that one entry stands in the log.
//
// A checkpoint is a signed note of C2SP (tlog-checkpoint): the journal's name as "pooled/" and the fund's id, or that
// of the service journal, its size, its root in base64, an empty line and Ed25519 signatures. It says that the journal
// began with exactly those entries. Of two checkpoints an auditor can ask for the proof that the later one only went on
// (RFC 6962), so what was once shown to somebody cannot be taken back, not even by the database's administrator.
//
// Nothing here reads a database. A [Signer] sees tree heads and hashes, keeps what it signed last in a file of its own,
// and refuses what does not extend that. A [Witness] does the same for a partner, and keeps every checkpoint for ever.
package seal
