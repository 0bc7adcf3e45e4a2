-- What each act did, up to a cut, to the accounts of the float @float: its budget of @year, the cash with its agent, and
-- what the host owes on its purchases and its fee; before the first moment and after it. What a proposal held or a
-- reversal mirrors stands in their own entries, so those are told apart by their numbers.
SELECT a.code, a.source, a.document, step.act, step.wrapped, step.before, step.moved
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT e.act,
              CASE WHEN e.act LIKE 'approve-proposal/%' OR e.act LIKE 'reverse-entry/%' THEN p.seq ELSE 0 END AS wrapped,
              p.seq <= @from_seq AND (
              p.period <= @from_through OR p.period = @from_partial AND p.effective <= @from_date) AS before,
              sum(p.amount)::bigint AS moved
         FROM posting AS p
         JOIN entry AS e ON e.fund = @fund AND e.seq = p.seq
        WHERE p.fund = @fund
          AND p.subsidiary = a.number
          AND p.subsidiary <> p.account
          AND p.seq <= @seq
          AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
        GROUP BY 1, 2, 3) AS step
 WHERE a.fund = @fund
   AND (a.code IN (9200, 9300) AND a.year = @year AND a.scheme = @float AND a.document <> ''
    OR a.code IN (1300, 2100) AND a.document = 'float=' || @float
    OR a.code = 2100 AND a.document IN (
       SELECT bought.document
         FROM account AS bought
        WHERE bought.fund = @fund
          AND bought.code = 9300
          AND bought.scheme = @float
          AND bought.document LIKE 'purchase=%'))
 UNION ALL
SELECT a.code, a.source, a.document, step.act, step.wrapped, step.before, step.moved
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT e.act,
              CASE WHEN e.act LIKE 'approve-proposal/%' OR e.act LIKE 'reverse-entry/%' THEN p.seq ELSE 0 END AS wrapped,
              p.seq <= @from_seq AND (
              p.period <= @from_through OR p.period = @from_partial AND p.effective <= @from_date) AS before,
              sum(p.amount)::bigint AS moved
         FROM posting AS p
         JOIN entry AS e ON e.fund = @fund AND e.seq = p.seq
        WHERE p.fund = @fund
          AND p.account = a.number
          AND p.seq <= @seq
          AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
        GROUP BY 1, 2, 3) AS step
 WHERE a.fund = @fund
   AND a.code = 9400
   AND a.year = @year
   AND a.scheme = @float
   AND a.document = ''
