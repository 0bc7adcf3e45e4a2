-- An account of a fund: a code of the chart and its dimensions. name is its one written form. A control account has
-- no document and is its own control; a document's account, and the turnover of one kind of act, are subsidiaries.

CREATE TABLE account (
	fund     integer  NOT NULL,
	number   integer  NOT NULL,
	control  integer  NOT NULL,
	code     smallint NOT NULL,
	year     smallint NOT NULL,
	partner  text     NOT NULL,
	source   text     NOT NULL,
	scheme   text     NOT NULL,
	nature   text     NOT NULL,
	document text     NOT NULL,
	name     text     NOT NULL,
	CONSTRAINT account_key PRIMARY KEY (fund, number),
	CONSTRAINT account_name_is_unique UNIQUE (fund, name),
	CONSTRAINT account_without_document_is_its_own_control CHECK ((document = '') = (control = number))
);

-- Control accounts and turnover accounts are few however many commitments there are: positions read these alone.
CREATE INDEX account_for_position ON account (fund, number) WHERE document = '' OR document LIKE 'by=%';

CREATE TRIGGER account_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON account
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Where a line stands in its account: by period, then number, then line, as one figure of 59 bits. Keys of three columns
-- and 16 bytes are the widest that PostgreSQL fills pages with when many accounts grow at once; wider ones it leaves half
-- empty.
CREATE FUNCTION place_of(period integer, seq bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS 'SELECT (period::bigint << 48) + (seq << 9)';

-- One line of an entry, in pence, debits positive. account is the control account; subsidiary the document's own
-- account, or the control again where there is none. The four *_after columns say where both stood after the whole
-- entry, and how far they had moved within its period: so any past balance is one look-up, however long the history.
CREATE TABLE posting (
	fund                    integer  NOT NULL,
	account                 integer  NOT NULL,
	seq                     bigint   NOT NULL,
	place                   bigint   NOT NULL,
	amount                  bigint   NOT NULL,
	balance_after           bigint   NOT NULL,
	period_after            bigint   NOT NULL,
	subsidiary_after        bigint   NOT NULL,
	subsidiary_period_after bigint   NOT NULL,
	subsidiary              integer  NOT NULL,
	effective               date     NOT NULL,
	line                    smallint NOT NULL,
	period                  smallint NOT NULL,
	code                    smallint NOT NULL,
	CONSTRAINT posting_key PRIMARY KEY (fund, account, place),
	-- What is available and what is committed never falls below nil, once more, so that a fault of the program cannot
	-- overspend. The chart's other floors are checked by reading: each statement reads every constraint anew.
	CONSTRAINT posting_overspends_no_scheme CHECK (code <> 9200 OR balance_after <= 0),
	CONSTRAINT posting_overspends_no_commitment CHECK (code <> 9300 OR subsidiary_after <= 0)
);

-- The key serves every moment of a control account, and this index those of a document or a turnover: an account has
-- few periods, and where it stood is the newest line up to a number in each. Entries have their lines in their bytes.
CREATE INDEX posting_by_subsidiary ON posting (fund, subsidiary, place) WHERE subsidiary <> account;

CREATE TRIGGER posting_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
