-- The accounts of a list that are not at nil: those that lines are posted to, a document's or a turnover's where the code
-- has such. Where an account stands is the sum of what it moved in each of its periods, found one after another: the
-- newest line of each says it.
SELECT a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document
  FROM account AS a
 CROSS JOIN LATERAL (
       WITH RECURSIVE newest (period, moved) AS (
            (SELECT p.period, p.period_after
               FROM posting AS p
              WHERE p.fund = @fund
                AND p.account = a.number
              ORDER BY p.place DESC
              LIMIT 1)
             UNION ALL
            SELECT before.*
              FROM newest
             CROSS JOIN LATERAL (
                   SELECT p.period, p.period_after
                     FROM posting AS p
                    WHERE p.fund = @fund
                      AND p.account = a.number
                      AND p.place < place_of(newest.period, 0)
                    ORDER BY p.place DESC
                    LIMIT 1) AS before)
       SELECT sum(moved) AS balance
         FROM newest) AS stands
 WHERE a.fund = @fund
   AND a.document = ''
   AND a.code = ANY (@plain::smallint[])
   AND (@year::smallint = 0 OR a.year = @year)
   AND (@partner::text = '' OR a.partner = @partner)
   AND (@source::text = '' OR a.source = @source)
   AND stands.balance <> 0
 UNION ALL
SELECT a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document
  FROM account AS a
 CROSS JOIN LATERAL (
       WITH RECURSIVE newest (period, moved) AS (
            (SELECT p.period, p.subsidiary_period_after
               FROM posting AS p
              WHERE p.fund = @fund
                AND p.subsidiary = a.number
                AND p.subsidiary <> p.account
              ORDER BY p.place DESC
              LIMIT 1)
             UNION ALL
            SELECT before.*
              FROM newest
             CROSS JOIN LATERAL (
                   SELECT p.period, p.subsidiary_period_after
                     FROM posting AS p
                    WHERE p.fund = @fund
                      AND p.subsidiary = a.number
                      AND p.subsidiary <> p.account
                      AND p.place < place_of(newest.period, 0)
                    ORDER BY p.place DESC
                    LIMIT 1) AS before)
       SELECT sum(moved) AS balance
         FROM newest) AS stands
 WHERE a.fund = @fund
   AND a.document <> ''
   AND a.code = ANY (@detailed::smallint[])
   AND (@year::smallint = 0 OR a.year = @year)
   AND (@partner::text = '' OR a.partner = @partner)
   AND (@source::text = '' OR a.source = @source)
   AND stands.balance <> 0
 LIMIT @limit
