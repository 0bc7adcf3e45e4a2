-- What entries can be found by: the words of each, as numbers keyed with the fund's secret, so that a text that may have
-- to be hidden is not repeated here. Derived from entry and private_text after an entry has been posted, and rebuildable;
-- whoever erases texts makes the entry's words anew.

CREATE TABLE search_entry (
	fund  integer  NOT NULL,
	seq   bigint   NOT NULL,
	words bigint[] NOT NULL,
	CONSTRAINT search_entry_key PRIMARY KEY (fund, seq)
);

CREATE INDEX search_entry_by_word ON search_entry USING gin (words);

GRANT SELECT, INSERT, UPDATE (words) ON search_entry TO pooled_writer;
