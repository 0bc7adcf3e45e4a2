-- What is stored beside postings, compared with what their amounts come to. Each row is a difference: the rule, where
-- it is broken first, what it should be and what it is. Sums over an entry's peers take the whole entry in.
WITH replayed AS (
       SELECT p.seq, p.account, p.subsidiary, p.balance_after, p.period_after, p.subsidiary_after,
              p.subsidiary_period_after,
              sum(p.amount) OVER (PARTITION BY p.account ORDER BY p.seq) AS balance,
              sum(p.amount) OVER (PARTITION BY p.account, p.period ORDER BY p.seq) AS moved,
              sum(p.amount) OVER (PARTITION BY p.subsidiary ORDER BY p.seq) AS own_balance,
              sum(p.amount) OVER (PARTITION BY p.subsidiary, p.period ORDER BY p.seq) AS own_moved
         FROM posting AS p
        WHERE p.fund = @fund),
     difference (rule, number, seq, expected, found) AS (
       SELECT 'postings replay to the running balance', account, seq, balance, balance_after
         FROM replayed
        WHERE balance <> balance_after
        UNION ALL
       SELECT 'postings replay to the movement of the period', account, seq, moved, period_after
         FROM replayed
        WHERE moved <> period_after
        UNION ALL
       SELECT 'postings replay to the running balance', subsidiary, seq, own_balance, subsidiary_after
         FROM replayed
        WHERE own_balance <> subsidiary_after
        UNION ALL
       SELECT 'postings replay to the movement of the period', subsidiary, seq, own_moved, subsidiary_period_after
         FROM replayed
        WHERE own_moved <> subsidiary_period_after
        UNION ALL
       SELECT 'the ' || CASE WHEN p.code < 9000 THEN 'actuals' ELSE 'memo' END || ' lines of an entry sum to nil',
              0, p.seq, 0, sum(p.amount)
         FROM posting AS p
        WHERE p.fund = @fund
        GROUP BY p.seq, p.code < 9000
       HAVING sum(p.amount) <> 0
        UNION ALL
       SELECT 'a line stands in its account, code, year, date and period', p.subsidiary, p.seq, 0, p.amount
         FROM posting AS p
         LEFT JOIN account AS a ON a.fund = @fund AND a.number = p.subsidiary
         LEFT JOIN entry AS e ON e.fund = @fund AND e.seq = p.seq
        WHERE p.fund = @fund
          AND (a.control, a.code, e.effective, e.period, place_of(e.period, e.seq) + p.line) IS DISTINCT FROM
              (p.account, p.code, p.effective, p.period, p.place)
           OR p.fund = @fund
          AND a.year NOT IN (0, p.period / 16 + 2000)
        UNION ALL
       SELECT 'the control account is the sum of its subsidiaries', c.number, 0, below.total, control.balance_after
         FROM account AS c
        CROSS JOIN LATERAL (
              SELECT sum(own.subsidiary_after) AS total
                FROM account AS s
               CROSS JOIN LATERAL (
                     SELECT p.subsidiary_after
                       FROM posting AS p
                      WHERE p.fund = @fund
                        AND p.subsidiary = s.number
                        AND p.subsidiary <> p.account
                      ORDER BY p.seq DESC
                      LIMIT 1) AS own
               WHERE s.fund = @fund
                 AND s.control = c.number
                 AND s.number <> c.number) AS below
        CROSS JOIN LATERAL (
              SELECT p.balance_after
                FROM posting AS p
               WHERE p.fund = @fund
                 AND p.account = c.number
               ORDER BY p.seq DESC
               LIMIT 1) AS control
        WHERE c.fund = @fund
          AND c.number = c.control
          AND below.total <> control.balance_after
        UNION ALL
       SELECT 'entries are numbered without a gap', 0, f.seq, f.seq, count(e.seq)
         FROM fund AS f
         LEFT JOIN entry AS e ON e.fund = f.fund AND e.seq BETWEEN 1 AND f.seq
        WHERE f.fund = @fund
        GROUP BY f.seq
       HAVING count(e.seq) <> f.seq)
SELECT d.rule, coalesce(a.name, ''), min(d.seq), (array_agg(d.expected ORDER BY d.seq))[1]::bigint,
       (array_agg(d.found ORDER BY d.seq))[1]::bigint
  FROM difference AS d
  LEFT JOIN account AS a ON a.fund = @fund AND a.number = d.number
 GROUP BY d.rule, coalesce(a.name, '')
 ORDER BY min(d.seq), d.rule, coalesce(a.name, '')
 LIMIT 1000
