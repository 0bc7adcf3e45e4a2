-- The newest entry of each journal that closed or opened a period, or recorded where the journals stand: so that the
-- signer knows what to sign at once, and sees no document. One look at an index a journal.

CREATE VIEW milestone AS
	SELECT f.fund, f.id,
	       greatest(
	           (SELECT max(v.seq)
	              FROM document_version AS v
	             WHERE v.fund = f.fund
	               AND v.kind = 'period'),
	           (SELECT max(v.seq)
	              FROM document_version AS v
	             WHERE v.fund = f.fund
	               AND v.kind = 'heads'
	               AND v.id = 'all')) AS seq
	  FROM fund AS f
	 WHERE f.seq > 0;

GRANT SELECT ON milestone TO pooled_signer, pooled_writer, pooled_reader;
