-- The documents of the kinds asked for, each in its version as at entry @seq, in the order they were first recorded.
-- Names are walked through by index, one step for each, however many versions there are. A forecast, a profile, an
-- allocation and the states of an accrual, an invoice, a credit note, a payment request, a call notice and a personal
-- health budget speak about the books at the time, so by effective date a later one does not count.
WITH RECURSIVE named AS (
       SELECT asked.kind, first.id
         FROM unnest(@kinds::text[]) AS asked(kind)
        CROSS JOIN LATERAL (
              SELECT v.id
                FROM document_version AS v
               WHERE v.fund = @fund
                 AND v.kind = asked.kind
               ORDER BY v.id
               LIMIT 1) AS first
        UNION ALL
       SELECT named.kind, next.id
         FROM named
        CROSS JOIN LATERAL (
              SELECT v.id
                FROM document_version AS v
               WHERE v.fund = @fund
                 AND v.kind = named.kind
                 AND v.id > named.id
               ORDER BY v.id
               LIMIT 1) AS next)
SELECT named.kind, named.id, version.seq, version.body
  FROM named
 CROSS JOIN LATERAL (
       SELECT v.seq
         FROM document_version AS v
        WHERE v.fund = @fund
          AND v.kind = named.kind
          AND v.id = named.id
        ORDER BY v.seq
        LIMIT 1) AS first
 CROSS JOIN LATERAL (
       SELECT e.seq, e.body
         FROM document_version AS v
         JOIN entry AS e ON e.fund = v.fund AND e.seq = v.seq
        WHERE v.fund = @fund
          AND v.kind = named.kind
          AND v.id = named.id
          AND v.seq <= @seq
          AND (v.kind NOT IN ('accrual', 'forecast', 'invoice', 'credit-note', 'payment-request', 'call-notice', 'budget-profile', 'grant-allocation', 'health-budget')
           OR e.period <= @through
           OR e.period = @partial AND e.effective <= @date)
        ORDER BY v.seq DESC
        LIMIT 1) AS version
 ORDER BY first.seq, named.kind, named.id
