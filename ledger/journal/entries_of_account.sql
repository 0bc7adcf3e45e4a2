-- The next @limit entries after @after, up to @at, with a line on an account: a control account with all below it, or one
-- subsidiary. Each period of the account is read in order of entry from where the last page ended.
WITH line AS (
       SELECT line.seq
         FROM account AS a
        CROSS JOIN LATERAL generate_series(
              (SELECT p.period::integer FROM posting AS p
                WHERE p.fund = @fund AND p.account = a.number
                ORDER BY p.place LIMIT 1),
              (SELECT p.period::integer FROM posting AS p
                WHERE p.fund = @fund AND p.account = a.number
                ORDER BY p.place DESC LIMIT 1)) AS g(period)
        CROSS JOIN LATERAL (
              SELECT p.seq
                FROM posting AS p
                JOIN entry AS x ON x.fund = @fund AND x.seq = p.seq
               WHERE p.fund = @fund
                 AND p.account = a.number
                 AND p.place >= place_of(g.period, @after + 1)
                 AND p.place < place_of(g.period, @at + 1)
                 AND (@act::text = '' OR x.act = @act)
               ORDER BY p.place
               FETCH FIRST @limit ROWS WITH TIES) AS line
        WHERE a.fund = @fund
          AND a.name = @account
          AND a.document = ''
        UNION
       SELECT line.seq
         FROM account AS a
        CROSS JOIN LATERAL generate_series(
              (SELECT p.period::integer FROM posting AS p
                WHERE p.fund = @fund AND p.subsidiary = a.number AND p.subsidiary <> p.account
                ORDER BY p.place LIMIT 1),
              (SELECT p.period::integer FROM posting AS p
                WHERE p.fund = @fund AND p.subsidiary = a.number AND p.subsidiary <> p.account
                ORDER BY p.place DESC LIMIT 1)) AS g(period)
        CROSS JOIN LATERAL (
              SELECT p.seq
                FROM posting AS p
                JOIN entry AS x ON x.fund = @fund AND x.seq = p.seq
               WHERE p.fund = @fund
                 AND p.subsidiary = a.number AND p.subsidiary <> p.account
                 AND p.place >= place_of(g.period, @after + 1)
                 AND p.place < place_of(g.period, @at + 1)
                 AND (@act::text = '' OR x.act = @act)
               ORDER BY p.place
               FETCH FIRST @limit ROWS WITH TIES) AS line
        WHERE a.fund = @fund
          AND a.name = @account
          AND a.document <> '')
SELECT e.body
  FROM entry AS e
 WHERE e.fund = @fund
   AND e.seq IN (SELECT seq FROM line ORDER BY seq LIMIT @limit)
 ORDER BY e.seq
