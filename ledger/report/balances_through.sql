-- The same accounts by effective date: their movements in whole periods up to @through, as known at entry @seq, and
-- in period @partial up to @date. A movement of a period is one index look-up: the newest line at or before (period,
-- @seq) in order of both, which counts if it is of that period. Equality would let the planner take another index and
-- filter; in order of both there is one. An account of a year has the periods of its year, another those since its
-- first.
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document,
       whole.moved + part.moved AS balance
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(m.moved), 0)::bigint AS moved
         FROM generate_series(
              CASE a.year
              WHEN 0 THEN (SELECT p.period::integer
                             FROM posting AS p
                            WHERE p.fund = @fund
                              AND p.account = a.number
                            ORDER BY p.period, p.seq
                            LIMIT 1)
              ELSE (a.year - 2000) * 16 + 1 END,
              CASE a.year
              WHEN 0 THEN @through::integer
              ELSE least((a.year - 2000) * 16 + 14, @through::integer) END) AS g(period)
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
   AND a.code = ANY (@codes::smallint[])
 UNION ALL
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document,
       whole.moved + part.moved AS balance
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(m.moved), 0)::bigint AS moved
         FROM generate_series(
              CASE a.year
              WHEN 0 THEN (SELECT p.period::integer
                             FROM posting AS p
                            WHERE p.fund = @fund
                              AND p.subsidiary = a.number
                              AND p.subsidiary <> p.account
                              AND p.code <> 9300
                            ORDER BY p.period, p.seq
                            LIMIT 1)
              ELSE (a.year - 2000) * 16 + 1 END,
              CASE a.year
              WHEN 0 THEN @through::integer
              ELSE least((a.year - 2000) * 16 + 14, @through::integer) END) AS g(period)
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
   AND a.document = ANY (@kinds::text[])
   AND a.code = ANY (@codes::smallint[])
