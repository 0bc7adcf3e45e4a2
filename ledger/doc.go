// Package ledger is the model of a pooled fund. It is pure: values in, values out, with no reading, writing,
// clock or chance.
//
// Somebody asks for an [Act], such as VireBudget. Policy answers with an [Authority]. [Run] does the act on a
// [State], the documents and balances of one fund, and returns one [Entry]: the documents it changed and its
// postings. Nothing else changes anything, and an entry without an authority cannot be made.
//
// Postings fall in two books, actuals and memo, and each book sums to nil in every entry. An [Account] is a
// code of the [Chart] with its dimensions: year, partner, source, scheme, capital or revenue, and for a
// document the document itself, as a subsidiary of the control account that has the same dimensions without
// it. Documents hold words and states; every number is an account balance, and what may not be overspent is
// an account with a floor.
//
// An act that must wait for others becomes a [Proposal] holding it byte for byte; the last approval runs it.
// An entry is corrected by its mirror, [ReverseEntry]. Text that may one day have to be hidden is [Private]:
// an entry's bytes hold its salted digest.
//
// There is one file for each noun; the list of files is the glossary.
package ledger
