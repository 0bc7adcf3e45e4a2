-- Where the control accounts of @codes, and the turnovers of @kinds of movement, stood as known at entry @seq: what they
-- moved in whole periods up to @through, and in period @partial up to @date. A movement of a period is one index
-- look-up: the newest line whose place is at or before that of @seq in it, which counts if it is of that period. An
-- account of a year has the periods of its year, another those from its first to its last. What had not moved yet is
-- left out.
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document,
       coalesce(whole.moved, 0) + coalesce(part.moved, 0) AS balance
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT sum(m.moved)::bigint AS moved
         FROM generate_series(
              CASE a.year
              WHEN 0 THEN (SELECT p.period::integer
                             FROM posting AS p
                            WHERE p.fund = @fund
                              AND p.account = a.number
                            ORDER BY p.place
                            LIMIT 1)
              ELSE (a.year - 2000) * 16 + 1 END,
              least(@through::integer, CASE a.year
              WHEN 0 THEN (SELECT p.period::integer
                             FROM posting AS p
                            WHERE p.fund = @fund
                              AND p.account = a.number
                            ORDER BY p.place DESC
                            LIMIT 1)
              ELSE (a.year - 2000) * 16 + 14 END)) AS g(period)
        CROSS JOIN LATERAL (
              SELECT CASE WHEN p.period = g.period THEN p.period_after END AS moved
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.account = a.number
                 AND p.place < place_of(g.period, @seq + 1)
               ORDER BY p.place DESC
               LIMIT 1) AS m
        WHERE g.period & 15 BETWEEN 1 AND 14) AS whole
 CROSS JOIN LATERAL (
       SELECT sum(p.amount)::bigint AS moved
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.account = a.number
          AND @partial::integer > 0
          AND p.place >= place_of(@partial, 0)
          AND p.place < place_of(@partial, @seq + 1)
          AND p.effective <= @date) AS part
 WHERE a.fund = @fund
   AND a.document = ''
   AND a.code = ANY (@codes::smallint[])
   AND (whole.moved IS NOT NULL OR part.moved IS NOT NULL)
 UNION ALL
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document,
       coalesce(whole.moved, 0) + coalesce(part.moved, 0) AS balance
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT sum(m.moved)::bigint AS moved
         FROM generate_series(
              CASE a.year
              WHEN 0 THEN (SELECT p.period::integer
                             FROM posting AS p
                            WHERE p.fund = @fund
                              AND p.subsidiary = a.number
                              AND p.subsidiary <> p.account
                            ORDER BY p.place
                            LIMIT 1)
              ELSE (a.year - 2000) * 16 + 1 END,
              least(@through::integer, CASE a.year
              WHEN 0 THEN (SELECT p.period::integer
                             FROM posting AS p
                            WHERE p.fund = @fund
                              AND p.subsidiary = a.number
                              AND p.subsidiary <> p.account
                            ORDER BY p.place DESC
                            LIMIT 1)
              ELSE (a.year - 2000) * 16 + 14 END)) AS g(period)
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
          AND @partial::integer > 0
          AND p.place >= place_of(@partial, 0)
          AND p.place < place_of(@partial, @seq + 1)
          AND p.effective <= @date) AS part
 WHERE a.fund = @fund
   AND a.document LIKE 'by=%'
   AND a.document = ANY (@kinds::text[])
   AND a.code = ANY (@codes::smallint[])
   AND (whole.moved IS NOT NULL OR part.moved IS NOT NULL)
