// Package audit exports a fund's whole journal as one file, and proves from such a file that nothing in it was changed.
//
// It trusts no stored total and uses none of the writer's code: it has its own reading of entries, its own Merkle tree
// and its own arithmetic of the books. Verifying and replaying need the file alone, no database and no server.
// The auditor's tools ride on verification too: steps, lives, the register of risks, samples, tables and the hledger
// journal. Its one writing is a rebuild of the tables' projections.
//
// A file is lines of text:
//
//	{"type":"export/1","fund":"havering","entries":162,"root":"…","service":58,"serviceRoot":"…"}
//	<leaf>⇥<entry>[⇥<texts>]      the service journal's entries 1 to 58
//	<leaf>⇥<entry>[⇥<texts>]      the fund's entries 1 to 162
//	{"type":"checkpoint/1","note":"…"}          of all entries of the journal before it, anywhere among them
//	{"type":"end/1","entries":162,"root":"…","service":58,"serviceRoot":"…"}
//
// An entry is the very bytes it was posted as; its leaf is the RFC 6962 hash of them in unpadded URL-safe base64, and
// the root is that of the Merkle tree over all leaves. Texts are the salts and values of the entry's private fields, in
// standard base64 as the journal keeps them; a redacted file has none, and its roots are the same.
package audit
