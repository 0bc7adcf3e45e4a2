-- What each role may do. The owner migrates; the writer runs the service and can add to the journal but never change
-- it; the reader looks. Where the roles do not exist yet they are made without login: grant them to the logins in use.

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['pooled_writer', 'pooled_reader'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', name);
		END IF;
	END LOOP;
END $$;

GRANT SELECT, INSERT ON entry, document_version, account, posting, tile TO pooled_writer;
GRANT SELECT, INSERT, UPDATE (texts) ON private_text TO pooled_writer;
GRANT SELECT, INSERT, UPDATE (seq, recorded, accounts, frontier, root) ON fund TO pooled_writer;
GRANT SELECT, INSERT, UPDATE (request) ON idempotency TO pooled_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON person TO pooled_writer;

GRANT SELECT (fund, id, seq, recorded, accounts, frontier, root) ON fund TO pooled_reader;
GRANT SELECT ON person, entry, document_version, private_text, tile, account, posting TO pooled_reader;
