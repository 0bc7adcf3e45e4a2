-- The numbers of the next @limit entries from @low to @high, oldest first, with a line on an account that is all that is
-- asked for: of a name, a scheme, a source and a partner, each where it is given. A control account stands for all below
-- it, and the name of another account for that one. Each period from @since to @until of each account is read in order of
-- entry. For the newest first, DESC stands for ASC.
WITH line AS (
       SELECT line.seq
         FROM account AS a
        CROSS JOIN LATERAL generate_series(
              greatest(@since::integer, (SELECT p.period::integer FROM posting AS p
                WHERE p.fund = @fund AND p.account = a.number
                ORDER BY p.place LIMIT 1)),
              least(@until::integer, (SELECT p.period::integer FROM posting AS p
                WHERE p.fund = @fund AND p.account = a.number
                ORDER BY p.place DESC LIMIT 1))) AS g(period)
        CROSS JOIN LATERAL (
              SELECT p.seq
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.account = a.number
                 AND p.place >= place_of(g.period, @low)
                 AND p.place < place_of(g.period, @high + 1)
               ORDER BY p.place ASC
               FETCH FIRST @limit ROWS WITH TIES) AS line
        WHERE a.fund = @fund
          AND a.document = ''
          AND (@account::text = '' OR a.name = @account)
          AND (@scheme::text = '' OR a.scheme = @scheme)
          AND (@source::text = '' OR a.source = @source)
          AND (@partner::text = '' OR a.partner = @partner)
        UNION
       SELECT line.seq
         FROM account AS a
        CROSS JOIN LATERAL generate_series(
              greatest(@since::integer, (SELECT p.period::integer FROM posting AS p
                WHERE p.fund = @fund AND p.subsidiary = a.number AND p.subsidiary <> p.account
                ORDER BY p.place LIMIT 1)),
              least(@until::integer, (SELECT p.period::integer FROM posting AS p
                WHERE p.fund = @fund AND p.subsidiary = a.number AND p.subsidiary <> p.account
                ORDER BY p.place DESC LIMIT 1))) AS g(period)
        CROSS JOIN LATERAL (
              SELECT p.seq
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.subsidiary = a.number AND p.subsidiary <> p.account
                 AND p.place >= place_of(g.period, @low)
                 AND p.place < place_of(g.period, @high + 1)
               ORDER BY p.place ASC
               FETCH FIRST @limit ROWS WITH TIES) AS line
        WHERE a.fund = @fund
          AND a.name = @account
          AND a.document <> ''
          AND (@scheme::text = '' OR a.scheme = @scheme)
          AND (@source::text = '' OR a.source = @source)
          AND (@partner::text = '' OR a.partner = @partner))
SELECT seq
  FROM line
 ORDER BY seq ASC
 LIMIT @limit
