-- The directory of providers and their services, in the shape of Open Referral UK 3.0. It is reference data, read from
-- feeds: it belongs to no fund and stands in no journal, and internal/directory alone writes it. A record is kept as the
-- feed gave it, but for what names a person, and served again as it stands; the columns beside it are for finding it.

CREATE TABLE directory_feed (
	id            text        NOT NULL,
	source        text        NOT NULL,
	sha256        bytea       NOT NULL,
	services      integer     NOT NULL,
	organisations integer     NOT NULL,
	read          timestamptz NOT NULL,
	entry         bigint      NOT NULL, -- of the service journal, that recorded it
	CONSTRAINT directory_feed_key PRIMARY KEY (id),
	CONSTRAINT directory_feed_sha256_is_sha256 CHECK (octet_length(sha256) = 32)
);

CREATE TABLE directory_service (
	id            text        NOT NULL,
	feed          text        NOT NULL,
	sha256        bytea       NOT NULL, -- of the record
	organisation  text        NOT NULL,
	name          text        NOT NULL,
	provider      text        NOT NULL,
	status        text        NOT NULL,
	minimum_age   numeric,
	maximum_age   numeric,
	days          smallint    NOT NULL, -- a bit for each day of the week, Monday the lowest
	opens         time,
	closes        time,
	modified      timestamptz,
	since         timestamptz NOT NULL,
	withdrawn     timestamptz,
	CONSTRAINT directory_service_key PRIMARY KEY (id),
	CONSTRAINT directory_service_status_is_known
		CHECK (status IN ('active', 'inactive', 'defunct', 'temporarily closed'))
);

CREATE INDEX directory_service_by_feed  ON directory_service (feed);
CREATE INDEX directory_service_by_name  ON directory_service (name, id) WHERE withdrawn IS NULL;

-- The words that a service is found by, apart from it, so that what does not ask for words reads little: in its name,
-- provider and needs; in all of it; and of where it is.
CREATE TABLE directory_text (
	service text     NOT NULL,
	names   tsvector NOT NULL,
	words   tsvector NOT NULL,
	areas   tsvector NOT NULL,
	CONSTRAINT directory_text_key PRIMARY KEY (service)
);

-- A feed brings many rows at once: their words are put into the indexes in batches, which is what GIN does by itself.
CREATE INDEX directory_text_by_names ON directory_text USING gin (names);
CREATE INDEX directory_text_by_words ON directory_text USING gin (words);
CREATE INDEX directory_text_by_areas ON directory_text USING gin (areas);

CREATE TABLE directory_record (
	service text NOT NULL,
	record  json NOT NULL,
	CONSTRAINT directory_record_key PRIMARY KEY (service)
);

CREATE TABLE directory_organisation (
	feed        text  NOT NULL,
	id          text  NOT NULL,
	name        text  NOT NULL,
	record      json  NOT NULL,
	CONSTRAINT directory_organisation_key PRIMARY KEY (feed, id)
);

-- A service at one location.
CREATE TABLE directory_place (
	service   text             NOT NULL,
	id        text             NOT NULL,
	number    integer          NOT NULL,
	town      text             NOT NULL,
	postcode  text             NOT NULL, -- capitals without a space; empty when not given
	district  text             NOT NULL, -- its first part, such as DL1
	latitude  double precision,
	longitude double precision,
	CONSTRAINT directory_place_key PRIMARY KEY (service, id)
);

CREATE INDEX directory_place_by_id        ON directory_place (id);
CREATE INDEX directory_place_by_postcode  ON directory_place (postcode);
CREATE INDEX directory_place_by_district  ON directory_place (district);
CREATE INDEX directory_place_by_latitude  ON directory_place (latitude, longitude);

CREATE TABLE directory_taxonomy (
	id   text NOT NULL,
	name text NOT NULL,
	CONSTRAINT directory_taxonomy_key PRIMARY KEY (id)
);

CREATE TABLE directory_term (
	id       text NOT NULL,
	taxonomy text NOT NULL,
	parent   text NOT NULL,
	term     text NOT NULL,
	record   json NOT NULL,
	CONSTRAINT directory_term_key PRIMARY KEY (id)
);

CREATE INDEX directory_term_by_term     ON directory_term (lower(term));
CREATE INDEX directory_term_by_parent   ON directory_term (parent);
CREATE INDEX directory_term_by_taxonomy ON directory_term (taxonomy);

-- Which terms a service is listed under.
CREATE TABLE directory_need (
	service text NOT NULL,
	term    text NOT NULL,
	CONSTRAINT directory_need_key PRIMARY KEY (service, term)
);

CREATE INDEX directory_need_by_term ON directory_need (term, service);

-- What a service cost, and from when to when it was seen in its feed; until is empty for what it costs now. The rows
-- of a service stay when it is withdrawn: a purchase's price is looked up in them for as long as the books are kept.
CREATE TABLE directory_price (
	service     text        NOT NULL,
	option      text        NOT NULL,
	seen        timestamptz NOT NULL,
	until       timestamptz,
	number      integer     NOT NULL,
	pence       bigint,
	conditions  text        NOT NULL,
	description text        NOT NULL,
	valid_from  date,
	valid_to    date,
	CONSTRAINT directory_price_key PRIMARY KEY (service, option, seen),
	CONSTRAINT directory_price_is_not_negative CHECK (pence >= 0)
);

-- An import under way, and what it has read and checked: it goes on where it stopped, and the directory changes when
-- all of it is there.
CREATE TABLE directory_import (
	feed          text        NOT NULL,
	id            text        NOT NULL,
	source        text        NOT NULL,
	began         timestamptz NOT NULL DEFAULT now(),
	next          text        NOT NULL, -- address of the page to read next; empty: all has been read
	pages         integer     NOT NULL DEFAULT 0,
	bytes         bigint      NOT NULL DEFAULT 0,
	hash          bytea       NOT NULL, -- SHA-256 of what was read so far, to be gone on with
	report        json        NOT NULL,
	CONSTRAINT directory_import_key PRIMARY KEY (feed)
);

CREATE TABLE directory_staged (
	feed        text     NOT NULL,
	id          text     NOT NULL,
	number      integer  NOT NULL,
	sha256      bytea    NOT NULL,
	organisation text    NOT NULL,
	name        text     NOT NULL,
	provider    text     NOT NULL,
	status      text     NOT NULL,
	minimum_age numeric,
	maximum_age numeric,
	days        smallint NOT NULL,
	opens       time,
	closes      time,
	modified    timestamptz,
	lead        text     NOT NULL,
	tags        text     NOT NULL,
	body        text     NOT NULL,
	areas       text     NOT NULL,
	record      json     NOT NULL,
	parts       jsonb    NOT NULL, -- organisation, places, terms and prices
	CONSTRAINT directory_staged_key PRIMARY KEY (feed, id)
);

-- The metres between two points of latitude and longitude, along a great circle.
CREATE FUNCTION directory_metres(
	latitude_a double precision, longitude_a double precision, latitude_b double precision, longitude_b double precision
) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
	2 * 6371008.8 * asin(sqrt(least(1,
		sin(radians(latitude_b - latitude_a) / 2) ^ 2
		+ cos(radians(latitude_a)) * cos(radians(latitude_b)) * sin(radians(longitude_b - longitude_a) / 2) ^ 2)));

GRANT SELECT, INSERT, UPDATE, DELETE ON directory_feed, directory_service, directory_text, directory_record, directory_organisation,
	directory_place, directory_taxonomy, directory_term, directory_need, directory_price, directory_import,
	directory_staged TO pooled_writer;
GRANT SELECT ON directory_feed, directory_service, directory_text, directory_record, directory_organisation, directory_place,
	directory_taxonomy, directory_term, directory_need, directory_price, directory_import TO pooled_reader;
