-- The lines that were posted to a partner's accounts after entry @frozen and up to @seq, in the periods up to @through: its
-- movements since its figures for the year were frozen. Accounts of other years are left out. Each period of an account is
-- one stretch of its index. A page begins after entry @after and ends with a whole entry.
SELECT p.seq, p.line, e.recorded, p.effective, p.period, e.act, s.name, p.amount
  FROM account AS a
 CROSS JOIN LATERAL generate_series(
       CASE a.year
       WHEN 0 THEN (SELECT p.period::integer
                      FROM posting AS p
                     WHERE p.fund = @fund
                       AND p.account = a.number
                     ORDER BY p.place
                     LIMIT 1)
       ELSE (a.year - 2000) * 16 + 1 END, @through::integer) AS g(period)
 CROSS JOIN LATERAL (
       SELECT p.seq, p.line, p.effective, p.period, p.subsidiary, p.amount
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.account = a.number
          AND p.place >= place_of(g.period, greatest(@frozen::bigint, @after::bigint) + 1)
          AND p.place < place_of(g.period, @seq::bigint + 1)) AS p
  JOIN entry AS e ON e.fund = @fund AND e.seq = p.seq
  JOIN account AS s ON s.fund = @fund AND s.number = p.subsidiary
 WHERE a.fund = @fund
   AND a.document = ''
   AND a.partner = @partner::text
   AND (a.year = 0 OR a.year = @year::smallint)
   AND g.period & 15 BETWEEN 1 AND 14
 ORDER BY p.seq, p.line
 FETCH FIRST @limit ROWS WITH TIES
