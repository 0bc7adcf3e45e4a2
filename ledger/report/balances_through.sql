-- The same accounts by effective date: their movements in whole periods up to @through, as known at entry @seq, and
-- in period @partial up to @date. A movement of a whole period is one index look-up: the newest line at or before
-- (period, @seq) in order of both, which counts if it is of that period. @code, where it is not 0, is the only code.
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document,
       whole.moved + part.moved AS balance
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(m.moved), 0)::bigint AS moved
         FROM (SELECT p.period
                 FROM posting AS p
                WHERE p.fund = @fund
                  AND p.account = a.number
                ORDER BY p.period, p.seq
                LIMIT 1) AS oldest
        CROSS JOIN (
              SELECT p.period
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.account = a.number
               ORDER BY p.period DESC, p.seq DESC
               LIMIT 1) AS newest
        CROSS JOIN LATERAL generate_series(oldest.period::integer, least(newest.period, @through::integer)) AS g(period)
        CROSS JOIN LATERAL (
              SELECT CASE WHEN p.period = g.period THEN p.period_after ELSE 0 END AS moved
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.account = a.number
                 AND (p.period, p.seq) <= (g.period::smallint, @seq)
               ORDER BY p.period DESC, p.seq DESC
               LIMIT 1) AS m
        WHERE g.period & 15 BETWEEN 1 AND 14) AS whole
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(p.amount), 0)::bigint AS moved
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.account = a.number
          AND p.period = @partial
          AND p.seq <= @seq
          AND p.effective <= @date) AS part
 WHERE a.fund = @fund
   AND a.document = ''
   AND (@code::smallint = 0 OR a.code = @code)
 UNION ALL
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document,
       whole.moved + part.moved AS balance
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(m.moved), 0)::bigint AS moved
         FROM (SELECT p.period
                 FROM posting AS p
                WHERE p.fund = @fund
                  AND p.subsidiary = a.number
                  AND p.subsidiary <> p.account
                  AND p.code <> 9300
                ORDER BY p.period, p.seq
                LIMIT 1) AS oldest
        CROSS JOIN (
              SELECT p.period
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.subsidiary = a.number
                 AND p.subsidiary <> p.account
                 AND p.code <> 9300
               ORDER BY p.period DESC, p.seq DESC
               LIMIT 1) AS newest
        CROSS JOIN LATERAL generate_series(oldest.period::integer, least(newest.period, @through::integer)) AS g(period)
        CROSS JOIN LATERAL (
              SELECT CASE WHEN p.period = g.period THEN p.subsidiary_period_after ELSE 0 END AS moved
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.subsidiary = a.number
                 AND p.subsidiary <> p.account
                 AND p.code <> 9300
                 AND (p.period, p.seq) <= (g.period::smallint, @seq)
               ORDER BY p.period DESC, p.seq DESC
               LIMIT 1) AS m
        WHERE g.period & 15 BETWEEN 1 AND 14) AS whole
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(p.amount), 0)::bigint AS moved
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.subsidiary = a.number
          AND p.subsidiary <> p.account
          AND p.code <> 9300
          AND p.period = @partial
          AND p.seq <= @seq
          AND p.effective <= @date) AS part
 WHERE a.fund = @fund
   AND a.document LIKE 'by=%'
   AND (@code::smallint = 0 OR a.code = @code)
