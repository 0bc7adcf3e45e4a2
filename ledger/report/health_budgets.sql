-- What each act did to the accounts @names of personal health budgets, up to a cut. What a proposal held or a reversal
-- mirrors stands in their own entries, so those are told apart by their numbers. See orders.sql.
SELECT a.document, step.act, step.wrapped, step.moved
  FROM unnest(@names::text[]) AS asked(name)
  JOIN account AS a ON a.fund = @fund AND a.name = asked.name
 CROSS JOIN LATERAL (
       SELECT e.act,
              CASE WHEN e.act LIKE 'approve-proposal/%' OR e.act LIKE 'reverse-entry/%' THEN p.seq ELSE 0 END AS wrapped,
              sum(p.amount)::bigint AS moved
         FROM posting AS p
         JOIN entry AS e ON e.fund = @fund AND e.seq = p.seq
        WHERE p.fund = @fund
          AND p.subsidiary = a.number
          AND p.subsidiary <> p.account
          AND p.seq <= @seq
          AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
        GROUP BY 1, 2) AS step
