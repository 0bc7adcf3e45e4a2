-- An entry's body is the bytes it was posted as: the leaf of the fund's Merkle log. The other columns repeat parts
-- of it for the database's use. Rows are inserted and read, never changed: the grants and a trigger see to it.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'rows of % are never changed or deleted; correct an entry by reversing it', TG_TABLE_NAME
		USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TABLE entry (
	fund      integer     NOT NULL,
	effective date        NOT NULL,
	seq       bigint      NOT NULL,
	recorded  timestamptz NOT NULL,
	period    smallint    NOT NULL,
	act       text        NOT NULL,
	body      bytea       NOT NULL,
	CONSTRAINT entry_key PRIMARY KEY (fund, seq)
);

-- There is no index by instant: instants never fall as numbers rise, so a number is found by halving.

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which entry holds a version of a document. The version itself stands in the entry's body.
CREATE TABLE document_version (
	fund integer NOT NULL,
	kind text    NOT NULL,
	id   text    NOT NULL,
	seq  bigint  NOT NULL,
	CONSTRAINT document_version_key PRIMARY KEY (fund, kind, id, seq)
);

CREATE TRIGGER document_version_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON document_version
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Salts and values of the private fields of an entry, its documents' included, whose digests the entry's bytes hold. Each
-- stands in texts as its salt of 16 bytes, its length and its value. They are withheld from a redacted export, and taken
-- out by the act that erases them; every root still verifies.
CREATE TABLE private_text (
	fund  integer NOT NULL,
	seq   bigint  NOT NULL,
	texts bytea   NOT NULL,
	CONSTRAINT private_text_key PRIMARY KEY (fund, seq)
);

-- What each actor's key was used for, for ever. key is the hash of actor and key, request that of operation and body;
-- erasing an entry's texts takes its request away, since a hash of text could be guessed at.
CREATE TABLE idempotency (
	fund    integer NOT NULL,
	key     uuid    NOT NULL,
	request bigint,
	seq     bigint  NOT NULL,
	CONSTRAINT idempotency_key PRIMARY KEY (fund, key)
);

-- Leaf hashes in tiles of 256 and the levels above them, written as they fill. Derived from entry, and rebuildable.
CREATE TABLE tile (
	fund   integer  NOT NULL,
	level  smallint NOT NULL,
	number bigint   NOT NULL,
	root   bytea    NOT NULL,
	hashes bytea    NOT NULL,
	CONSTRAINT tile_key PRIMARY KEY (fund, level, number),
	CONSTRAINT tile_holds_256_hashes CHECK (octet_length(hashes) = 8192)
);

ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
