-- What stood in the accounts of documents of @codes, as known at entry @seq and up to the cut, and how far they moved in
-- the periods from @first to @last: in all, and by entries that moved cash of the same source to or from providers. An
-- entry's lines stand together in an account, so whether it moved cash is one index look-up.
SELECT a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document,
       moved.balance, moved.in_year, moved.paid
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(p.amount), 0)::bigint AS balance,
              coalesce(sum(p.amount) FILTER (WHERE p.period BETWEEN @first AND @last), 0)::bigint AS in_year,
              coalesce(sum(p.amount) FILTER (WHERE p.period BETWEEN @first AND @last AND EXISTS (
                  SELECT 1
                    FROM account AS cash
                    JOIN posting AS c ON c.fund = @fund AND c.subsidiary = cash.number AND c.subsidiary <> c.account
                   WHERE cash.fund = @fund
                     AND cash.name = '1000::' || a.partner || ':' || a.source || '::' || a.nature || ':by=payment'
                     AND c.place >= place_of(p.period, p.seq)
                     AND c.place < place_of(p.period, p.seq + 1))), 0)::bigint AS paid
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.subsidiary = a.number
          AND p.subsidiary <> p.account
          AND p.seq <= @seq
          AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)) AS moved
 WHERE a.fund = @fund
   AND a.document <> ''
   AND a.code = ANY (@codes::smallint[])
 ORDER BY a.number
