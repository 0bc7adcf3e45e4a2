-- Every line, as at a cut, that moved what is left of a district's allocation of a capital grant, or how it was used.
-- What a closing entry takes out of the accounts changes nothing about what was passed on.
SELECT a.code, a.year, a.document, line.seq, line.effective, line.amount
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT p.seq, p.effective, p.amount
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.subsidiary = a.number
          AND p.subsidiary <> p.account
          AND p.seq <= @seq
          AND p.period & 15 < 14
          AND (p.period <= @through OR p.period = @partial AND p.effective <= @date)) AS line
 WHERE a.fund = @fund
   AND a.code = ANY ('{9510,9520}'::smallint[])
   AND a.document LIKE 'grant%'
