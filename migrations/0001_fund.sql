-- A fund is one journal. Its row is the fund's single writer's lock, and carries where the journal stands: the
-- number of its last entry, the instant it was recorded, and the frontier and root of its RFC 6962 Merkle log.
-- secret keys the marks of texts that may have to be hidden, such as a supplier's invoice number; it is chance, and
-- stands in no entry. Fund 0 is the reserved journal of organisations, posts and policy, "service".

CREATE TABLE fund (
	fund     integer     NOT NULL,
	id       text        NOT NULL,
	seq      bigint      NOT NULL,
	recorded timestamptz NOT NULL,
	accounts integer     NOT NULL,
	frontier bytea       NOT NULL,
	root     bytea       NOT NULL,
	secret   bytea       NOT NULL,
	CONSTRAINT fund_key PRIMARY KEY (fund),
	CONSTRAINT fund_id_is_unique UNIQUE (id),
	CONSTRAINT fund_root_is_sha256 CHECK (octet_length(root) = 32),
	CONSTRAINT fund_seq_is_not_negative CHECK (seq >= 0)
) WITH (fillfactor = 50);

-- The root of an empty log is the SHA-256 of nothing.
INSERT INTO fund (fund, id, seq, recorded, accounts, frontier, root, secret)
VALUES (0, 'service', 0, '2000-01-01Z', 0, '', sha256(''), sha256(gen_random_uuid()::text::bytea));

-- Who an actor is stands here alone, never in a journal, so that a name can be corrected or forgotten.
CREATE TABLE person (
	actor text NOT NULL,
	name  text NOT NULL,
	email text NOT NULL DEFAULT '',
	CONSTRAINT person_key PRIMARY KEY (actor)
);
