-- What entries moved on the control accounts of @names, as known at entry @seq, from period @since on: in whole periods
-- up to @through, and in period @partial up to @date. Each line stands with the document that it is about.
SELECT e.seq, e.effective, e.period, e.act, a.code, own.document, p.amount
  FROM unnest(@names::text[]) AS asked(name)
  JOIN account AS a ON a.fund = @fund AND a.name = asked.name
  JOIN posting AS p ON p.fund = @fund AND p.account = a.number
   AND p.place >= place_of(@since, 0)
  JOIN account AS own ON own.fund = @fund AND own.number = p.subsidiary
  JOIN entry AS e ON e.fund = @fund AND e.seq = p.seq
 WHERE p.seq <= @seq
   AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)
