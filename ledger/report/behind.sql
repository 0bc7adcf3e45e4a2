-- The next @limit entries after @after that moved any of the accounts, and by how much in all. @accounts are control
-- accounts, @subsidiaries turnover accounts; each is read in order of entry from where the last page ended.
WITH touched AS (
       SELECT of.seq
         FROM unnest(@accounts::integer[]) AS asked(number)
        CROSS JOIN LATERAL (
              SELECT DISTINCT p.seq
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.account = asked.number
                 AND p.seq > @after
                 AND p.seq <= @seq
                 AND p.period >= @since
                 AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
               ORDER BY p.seq
               LIMIT @limit) AS of
        UNION
       SELECT of.seq
         FROM unnest(@subsidiaries::integer[]) AS asked(number)
        CROSS JOIN LATERAL (
              SELECT DISTINCT p.seq
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.subsidiary = asked.number
                 AND p.subsidiary <> p.account
                 AND p.seq > @after
                 AND p.seq <= @seq
                 AND p.period >= @since
                 AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
               ORDER BY p.seq
               LIMIT @limit) AS of
        ORDER BY seq
        LIMIT @limit)
SELECT e.seq, e.recorded, e.effective, e.period, e.act, moved.amount
  FROM touched
 CROSS JOIN LATERAL (
       SELECT sum(p.amount)::bigint AS amount
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.seq = touched.seq
          AND (p.account = ANY (@accounts) OR p.subsidiary = ANY (@subsidiaries))) AS moved
  JOIN entry AS e ON e.fund = @fund AND e.seq = touched.seq
 ORDER BY e.seq
