-- What the control accounts of @codes of a year moved in each of its periods up to @through, as known at entry @seq; and
-- what kind of movement @kind did of it, with code 0. The closing period is left out. Each movement is one index look-up,
-- as in balances.sql.
SELECT a.code, a.source, a.scheme, g.period, moves.moved
  FROM account AS a
 CROSS JOIN LATERAL generate_series((@year::integer - 2000) * 16 + 1,
                                    least(@through::integer, (@year::integer - 2000) * 16 + 13)) AS g(period)
 CROSS JOIN LATERAL (
       SELECT CASE WHEN p.period = g.period THEN p.period_after END AS moved
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.account = a.number
          AND p.place < place_of(g.period, @seq + 1)
        ORDER BY p.place DESC
        LIMIT 1) AS moves
 WHERE a.fund = @fund
   AND a.document = ''
   AND a.year = @year
   AND a.code = ANY (@codes::smallint[])
   AND moves.moved IS NOT NULL
 UNION ALL
SELECT 0::smallint, a.source, a.scheme, g.period, moves.moved
  FROM account AS a
 CROSS JOIN LATERAL generate_series((@year::integer - 2000) * 16 + 1,
                                    least(@through::integer, (@year::integer - 2000) * 16 + 13)) AS g(period)
 CROSS JOIN LATERAL (
       SELECT CASE WHEN p.period = g.period THEN p.subsidiary_period_after END AS moved
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.subsidiary = a.number
          AND p.subsidiary <> p.account
          AND p.place < place_of(g.period, @seq + 1)
        ORDER BY p.place DESC
        LIMIT 1) AS moves
 WHERE a.fund = @fund
   AND a.document = @kind
   AND a.year = @year
   AND a.code = ANY (@codes::smallint[])
   AND moves.moved IS NOT NULL
