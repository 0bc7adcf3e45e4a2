-- Where the document's accounts of @names stood as known at entry @seq: what they moved in whole periods up to @through,
-- and in period @partial up to @date. They have no year. See balances.sql.
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document,
       coalesce(whole.moved, 0) + coalesce(part.moved, 0) AS balance
  FROM unnest(@names::text[]) AS asked(name)
  JOIN account AS a ON a.fund = @fund AND a.name = asked.name
 CROSS JOIN LATERAL (
       SELECT sum(m.moved)::bigint AS moved
         FROM generate_series(
              (SELECT p.period::integer
                 FROM posting AS p
                WHERE p.fund = @fund
                  AND p.subsidiary = a.number
                  AND p.subsidiary <> p.account
                ORDER BY p.place
                LIMIT 1),
              least(@through::integer,
              (SELECT p.period::integer
                 FROM posting AS p
                WHERE p.fund = @fund
                  AND p.subsidiary = a.number
                  AND p.subsidiary <> p.account
                ORDER BY p.place DESC
                LIMIT 1))) AS g(period)
        CROSS JOIN LATERAL (
              SELECT CASE WHEN p.period = g.period THEN p.subsidiary_period_after END AS moved
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.subsidiary = a.number
                 AND p.subsidiary <> p.account
                 AND p.place < place_of(g.period, @seq + 1)
               ORDER BY p.place DESC
               LIMIT 1) AS m
        WHERE g.period & 15 BETWEEN 1 AND 14) AS whole
 CROSS JOIN LATERAL (
       SELECT sum(p.amount)::bigint AS moved
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.subsidiary = a.number
          AND p.subsidiary <> p.account
          AND p.place >= place_of(@partial, 0)
          AND p.place < place_of(@partial, @seq + 1)
          AND p.effective <= @date) AS part
