-- A closing entry has a line for each account of its year, more than the 512 that a place had room for. A place is now
-- period, then number, then line, as one figure of 63 bits: 11 for the period, 39 for the number and 13 for the line.
--
-- Places are derived from the columns beside them, so those that stand are worked out again. No line's account, amount
-- or running balance changes. The trigger that refuses changes is off within this transaction alone.

CREATE OR REPLACE FUNCTION place_of(period integer, seq bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS 'SELECT (period::bigint << 52) + (seq << 13)';

ALTER TABLE posting DISABLE TRIGGER posting_is_never_changed;

UPDATE posting SET place = place_of(period, seq) + line;

ALTER TABLE posting ENABLE TRIGGER posting_is_never_changed;

-- A program from before this migration would go on writing places of the old form: it is refused instead.
ALTER TABLE posting ADD CONSTRAINT posting_place_is_that_of_its_line
	CHECK (place = (period::bigint << 52) + (seq << 13) + line);

-- The closed period that a late item belongs to, or 0: late items are few, and found by an index of their own.
ALTER TABLE entry ADD COLUMN late_for smallint NOT NULL DEFAULT 0;
CREATE INDEX entry_that_is_late ON entry (fund, seq) WHERE late_for <> 0;
