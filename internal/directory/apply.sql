-- Brings the directory to what is staged of @feed, as at @at. Statements that answer say what they did to which service.
-- What is staged and unchanged is unstaged on the way, so that what is left is what is added or changed.

UPDATE directory_service AS s
   SET withdrawn = @at
 WHERE s.feed = @feed
   AND s.withdrawn IS NULL
   AND s.id <> ALL(@refused::text[])
   AND NOT EXISTS (SELECT FROM directory_staged AS n WHERE n.feed = @feed AND n.id = s.id)
RETURNING 'withdrawn', s.id, s.name;

UPDATE directory_price AS p
   SET until = @at
  FROM directory_service AS s
 WHERE s.feed = @feed
   AND s.withdrawn = @at
   AND p.service = s.id
   AND p.until IS NULL;

DELETE FROM directory_staged AS n
 USING directory_service AS s
 WHERE n.feed = @feed
   AND s.id = n.id
   AND s.feed = n.feed
   AND s.sha256 = n.sha256
   AND s.withdrawn IS NULL
RETURNING 'unchanged', n.id, n.name;

SELECT CASE WHEN s.id IS NULL OR s.withdrawn IS NOT NULL THEN 'added' ELSE 'changed' END, n.id, n.name
  FROM directory_staged AS n
  LEFT JOIN directory_service AS s ON s.id = n.id
 WHERE n.feed = @feed
 ORDER BY n.number;

INSERT INTO directory_service AS s (id, feed, sha256, organisation, name, provider, status, minimum_age, maximum_age,
       days, opens, closes, modified, since)
SELECT n.id, n.feed, n.sha256, n.organisation, n.name, n.provider, n.status, n.minimum_age, n.maximum_age,
       n.days, n.opens, n.closes, n.modified, @at
  FROM directory_staged AS n
 WHERE n.feed = @feed
 ORDER BY n.number
    ON CONFLICT (id) DO UPDATE
   SET feed = excluded.feed, sha256 = excluded.sha256, organisation = excluded.organisation, name = excluded.name,
       provider = excluded.provider, status = excluded.status, minimum_age = excluded.minimum_age,
       maximum_age = excluded.maximum_age, days = excluded.days, opens = excluded.opens, closes = excluded.closes,
       modified = excluded.modified, since = excluded.since, withdrawn = NULL;

INSERT INTO directory_text (service, names, words, areas)
SELECT n.id, t.names, t.names || to_tsvector('english', n.body), to_tsvector('simple', n.areas)
  FROM directory_staged AS n,
       LATERAL (SELECT setweight(to_tsvector('english', n.lead), 'A') || setweight(to_tsvector('english', n.tags), 'B')
                       AS names
                OFFSET 0) AS t
 WHERE n.feed = @feed
    ON CONFLICT (service) DO UPDATE
   SET names = excluded.names, words = excluded.words, areas = excluded.areas;

INSERT INTO directory_record (service, record)
SELECT n.id, n.record
  FROM directory_staged AS n
 WHERE n.feed = @feed
    ON CONFLICT (service) DO UPDATE
   SET record = excluded.record;

INSERT INTO directory_organisation (feed, id, name, record)
SELECT DISTINCT ON (o.id) n.feed, o.id, o.name, o.record
  FROM directory_staged AS n,
       jsonb_to_record(n.parts->'organisation') AS o(id text, name text, record json)
 WHERE n.feed = @feed
 ORDER BY o.id, n.number
    ON CONFLICT (feed, id) DO UPDATE
   SET name = excluded.name, record = excluded.record;

DELETE FROM directory_place AS p
 USING directory_staged AS n
 WHERE n.feed = @feed
   AND p.service = n.id;

INSERT INTO directory_place (service, id, number, town, postcode, district, latitude, longitude)
SELECT n.id, p.id, p.number, p.town, p.postcode, p.district, p.latitude, p.longitude
  FROM directory_staged AS n,
       jsonb_to_recordset(n.parts->'places') AS p(id text, number integer, town text, postcode text, district text,
                                                  latitude double precision, longitude double precision)
 WHERE n.feed = @feed;

INSERT INTO directory_taxonomy (id, name)
SELECT DISTINCT ON (t.taxonomy_id) t.taxonomy_id, t.taxonomy
  FROM directory_staged AS n,
       jsonb_to_recordset(n.parts->'terms') AS t(taxonomy_id text, taxonomy text)
 WHERE n.feed = @feed
 ORDER BY t.taxonomy_id, n.number
    ON CONFLICT (id) DO UPDATE
   SET name = excluded.name;

INSERT INTO directory_term (id, taxonomy, parent, term, record)
SELECT DISTINCT ON (t.id) t.id, t.taxonomy_id, t.parent, t.term, t.record
  FROM directory_staged AS n,
       jsonb_to_recordset(n.parts->'terms') AS t(id text, taxonomy_id text, parent text, term text, record json)
 WHERE n.feed = @feed
 ORDER BY t.id, n.number
    ON CONFLICT (id) DO UPDATE
   SET taxonomy = excluded.taxonomy, parent = excluded.parent, term = excluded.term, record = excluded.record;

DELETE FROM directory_need AS d
 USING directory_staged AS n
 WHERE n.feed = @feed
   AND d.service = n.id;

INSERT INTO directory_need (service, term)
SELECT n.id, t.id
  FROM directory_staged AS n,
       jsonb_to_recordset(n.parts->'terms') AS t(id text)
 WHERE n.feed = @feed;

UPDATE directory_price AS p
   SET until = @at
  FROM directory_staged AS n
 WHERE n.feed = @feed
   AND p.service = n.id
   AND p.until IS NULL
   AND NOT EXISTS (
       SELECT
         FROM jsonb_to_recordset(n.parts->'prices') AS x(option text, number integer, pence bigint, conditions text,
                                                         description text, valid_from date, valid_to date)
        WHERE x.option = p.option
          AND (x.number, x.pence, x.conditions, x.description, x.valid_from, x.valid_to)
              IS NOT DISTINCT FROM (p.number, p.pence, p.conditions, p.description, p.valid_from, p.valid_to));

INSERT INTO directory_price (service, option, seen, number, pence, conditions, description, valid_from, valid_to)
SELECT n.id, x.option, @at, x.number, x.pence, x.conditions, x.description, x.valid_from, x.valid_to
  FROM directory_staged AS n,
       jsonb_to_recordset(n.parts->'prices') AS x(option text, number integer, pence bigint, conditions text,
                                                  description text, valid_from date, valid_to date)
 WHERE n.feed = @feed
   AND NOT EXISTS (SELECT
                     FROM directory_price AS p
                    WHERE p.service = n.id
                      AND p.option = x.option
                      AND p.until IS NULL);

INSERT INTO directory_feed (id, source, sha256, services, organisations, read, entry)
VALUES (@feed, @source, @sha256, @services, @organisations, @at, @entry)
    ON CONFLICT (id) DO UPDATE
   SET source = excluded.source, sha256 = excluded.sha256, services = excluded.services,
       organisations = excluded.organisations, read = excluded.read, entry = excluded.entry;
