-- What policy refused, and what was read that leaves a trace. What it allowed stands in the entries. facts is what it
-- was judged by, as JSON, without any text that may have to be hidden. Rows are inserted and read, never changed.

CREATE TABLE decision (
	fund    integer     NOT NULL,
	id      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
	at      timestamptz NOT NULL,
	outcome text        NOT NULL,
	actor   text        NOT NULL,
	act     text        NOT NULL,
	rule    text        NOT NULL,
	said    text        NOT NULL,
	facts   text        NOT NULL,
	CONSTRAINT decision_key PRIMARY KEY (fund, id),
	CONSTRAINT decision_outcome_is_known CHECK (outcome IN ('refused', 'read'))
);

CREATE TRIGGER decision_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON decision
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON decision TO pooled_writer;
GRANT SELECT ON decision TO pooled_reader;
