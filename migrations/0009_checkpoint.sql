-- Checkpoints: what a journal's size and root were, signed by a key that is never in the database. A process of its own
-- makes them, under a role that sees tree heads and hashes, no entry and no text. Rows are inserted and read, never
-- changed.

CREATE TABLE checkpoint (
	fund   integer     NOT NULL,
	size   bigint      NOT NULL,
	key    text        NOT NULL, -- the name and hash of the key, as the signed note has it
	root   bytea       NOT NULL,
	note   text        NOT NULL,
	signed timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT checkpoint_key PRIMARY KEY (fund, size, key),
	CONSTRAINT checkpoint_root_is_sha256 CHECK (octet_length(root) = 32),
	CONSTRAINT checkpoint_size_is_positive CHECK (size > 0),
	CONSTRAINT checkpoint_note_is_short CHECK (octet_length(note) < 4096)
);

CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The leaves of the Merkle log, without the entries that they are hashes of.
CREATE VIEW leaf AS
	SELECT fund, seq, sha256('\x00'::bytea || body) AS hash
	  FROM entry;

DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pooled_signer') THEN
		CREATE ROLE pooled_signer NOLOGIN;
	END IF;
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO pooled_signer', current_database());
EXCEPTION WHEN insufficient_privilege THEN
	RAISE EXCEPTION 'the role of the signer is missing: have an administrator run CREATE ROLE pooled_signer LOGIN, then migrate';
END $$;

GRANT SELECT, INSERT ON checkpoint TO pooled_signer;
GRANT SELECT (fund, id, seq, root) ON fund TO pooled_signer;
GRANT SELECT ON tile, leaf TO pooled_signer;
GRANT SELECT ON checkpoint, leaf TO pooled_writer, pooled_reader;
