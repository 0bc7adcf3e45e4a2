-- What each act did to each account below 9300 of @year, up to a cut: before the first moment and after it. What a
-- proposal held or a reversal mirrors stands in their own entries, so those are told apart by their numbers.
SELECT a.partner, a.source, a.scheme, a.nature, a.document, step.act, step.wrapped, step.before, step.moved
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
   AND a.code = @code
   AND a.year = @year
   AND a.document <> ''
