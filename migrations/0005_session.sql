-- A person who signs in is known by what their identity provider calls them; both are empty for those who were entered
-- before, or for development. The actor is of our own making and of chance, so the journal says nothing of either.
ALTER TABLE person
	ADD COLUMN issuer  text,
	ADD COLUMN subject text,
	ADD CONSTRAINT person_of_an_issuer_is_unique UNIQUE (issuer, subject),
	ADD CONSTRAINT person_has_issuer_and_subject_or_neither CHECK ((issuer IS NULL) = (subject IS NULL));

-- A browser's session. id is the SHA-256 of what the cookie holds, so that whoever reads the table can sign in as
-- nobody. provider is the issuer that the person signed in at, or development: with another one a session is void.
CREATE TABLE session (
	id       bytea       NOT NULL,
	actor    text        NOT NULL,
	provider text        NOT NULL,
	began    timestamptz NOT NULL DEFAULT now(),
	seen     timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT session_key PRIMARY KEY (id),
	CONSTRAINT session_id_is_sha256 CHECK (octet_length(id) = 32)
);

-- Those that are over are deleted at each sign-in.
CREATE INDEX session_by_seen ON session (seen);

GRANT SELECT, INSERT, DELETE, UPDATE (seen) ON session TO pooled_writer;

-- The reader looks at books and names; how people sign in is none of its business.
REVOKE SELECT ON person FROM pooled_reader;
GRANT SELECT (actor, name, email) ON person TO pooled_reader;
