-- The proposals that nobody has decided: what an inbox asks for, however many were decided before. A projection of the
-- entries, written with them. The view says of the entries themselves what the table has to hold: the table is filled
-- from it, compared with it and rebuilt from it.

CREATE VIEW proposal_left_open AS
	SELECT newest.fund, newest.id
	  FROM (SELECT v.fund, v.id, max(v.seq) AS seq
	          FROM document_version AS v
	         WHERE v.kind = 'proposal'
	         GROUP BY v.fund, v.id) AS newest
	  JOIN entry AS e ON e.fund = newest.fund AND e.seq = newest.seq
	 WHERE e.act IN ('propose-act/1', 'approve-proposal/1')
	   AND EXISTS (
	       SELECT
	         FROM json_array_elements(convert_from(e.body, 'UTF8')::json -> 'documents') AS d
	        WHERE d ->> 'type' LIKE 'proposal/%'
	          AND d ->> 'id' = newest.id
	          AND d ->> 'state' = 'open');

CREATE TABLE open_proposal (
	fund integer NOT NULL,
	id   text    NOT NULL,
	CONSTRAINT open_proposal_key PRIMARY KEY (fund, id)
);

INSERT INTO open_proposal (fund, id) SELECT fund, id FROM proposal_left_open;

-- Proposals by when they were decided last, the newest first.
CREATE INDEX document_version_of_proposal ON document_version (fund, seq) WHERE kind = 'proposal';

GRANT SELECT, INSERT, DELETE ON open_proposal TO pooled_writer;
GRANT SELECT ON open_proposal TO pooled_reader;
GRANT SELECT ON proposal_left_open TO pooled_writer, pooled_reader;
