// Package directory keeps the directory of providers and their services, in the shape of Open Referral UK 3.0: what a
// link worker can buy, from whom, for how much, where and on which days. It is reference data outside every journal,
// and this package is the one writer of its tables.
//
// A feed is read whole or not at all. [Directory.Import] reads it page by page into staging tables, where it may go on
// another time; checks every record; has the feed's digest recorded by an act of the service journal; and only then
// changes the directory, in one transaction. So a search never sees half a feed, nor one that no entry records.
//
// What a feed says of persons is left out as it is read: named contacts and their e-mail addresses.
//
// A record is kept and served again as the feed gave it. The columns beside it are for [Directory.Search].
package directory
