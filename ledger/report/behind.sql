-- The next @limit entries after @after that moved any of the accounts, and by how much in all. @accounts are control
-- accounts, @subsidiaries turnover accounts. Each period of each is read in order of entry from where the last page
-- ended, as far as a page may need: so the first @limit entries of all have every line of theirs.
WITH line AS (
       SELECT line.seq, line.amount
         FROM unnest(@accounts::integer[]) AS asked(number)
        CROSS JOIN LATERAL (
              SELECT least(max(p.period), greatest(@through::integer, @partial::integer)) AS newest,
                     greatest(min(p.period), @since::integer) AS oldest
                FROM (
                     (SELECT period FROM posting
                       WHERE fund = @fund AND account = asked.number
                       ORDER BY place LIMIT 1)
                     UNION ALL
                     (SELECT period FROM posting
                       WHERE fund = @fund AND account = asked.number
                       ORDER BY place DESC LIMIT 1)) AS p) AS ends
        CROSS JOIN LATERAL generate_series(ends.oldest, ends.newest) AS g(period)
        CROSS JOIN LATERAL (
              SELECT p.seq, p.amount
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.account = asked.number
                 AND p.place >= place_of(g.period, @after + 1)
                 AND p.place < place_of(g.period, @seq + 1)
                 AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
               ORDER BY p.place
               FETCH FIRST @limit ROWS WITH TIES) AS line
        UNION ALL
       SELECT line.seq, line.amount
         FROM unnest(@subsidiaries::integer[]) AS asked(number)
        CROSS JOIN LATERAL (
              SELECT least(max(p.period), greatest(@through::integer, @partial::integer)) AS newest,
                     greatest(min(p.period), @since::integer) AS oldest
                FROM (
                     (SELECT period FROM posting
                       WHERE fund = @fund AND subsidiary = asked.number AND subsidiary <> account
                       ORDER BY place LIMIT 1)
                     UNION ALL
                     (SELECT period FROM posting
                       WHERE fund = @fund AND subsidiary = asked.number AND subsidiary <> account
                       ORDER BY place DESC LIMIT 1)) AS p) AS ends
        CROSS JOIN LATERAL generate_series(ends.oldest, ends.newest) AS g(period)
        CROSS JOIN LATERAL (
              SELECT p.seq, p.amount
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.subsidiary = asked.number
                 AND p.subsidiary <> p.account
                 AND p.place >= place_of(g.period, @after + 1)
                 AND p.place < place_of(g.period, @seq + 1)
                 AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
               ORDER BY p.place
               FETCH FIRST @limit ROWS WITH TIES) AS line),
     moved AS (
       SELECT seq, sum(amount)::bigint AS amount
         FROM line
        GROUP BY seq
        ORDER BY seq
        LIMIT @limit)
SELECT e.seq, e.recorded, e.effective, e.period, e.act, moved.amount
  FROM moved
  JOIN entry AS e ON e.fund = @fund AND e.seq = moved.seq
 ORDER BY e.seq
