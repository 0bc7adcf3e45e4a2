-- Where the control accounts of @codes, and the turnovers of @kinds of movement, stood after entry @seq: one index
-- look-up for each account, from its newest line backwards. The accounts of single documents are not among them.
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document, b.balance
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT p.balance_after AS balance
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.account = a.number
          AND p.seq <= @seq
        ORDER BY p.seq DESC
        LIMIT 1) AS b
 WHERE a.fund = @fund
   AND a.document = ''
   AND a.code = ANY (@codes::smallint[])
 UNION ALL
SELECT a.number, a.code, a.year, a.partner, a.source, a.scheme, a.nature, a.document, b.balance
  FROM account AS a
 CROSS JOIN LATERAL (
       SELECT p.subsidiary_after AS balance
         FROM posting AS p
        WHERE p.fund = @fund
          AND p.subsidiary = a.number
          AND p.subsidiary <> p.account
          AND p.seq <= @seq
        ORDER BY p.seq DESC
        LIMIT 1) AS b
 WHERE a.fund = @fund
   AND a.document LIKE 'by=%'
   AND a.document = ANY (@kinds::text[])
   AND a.code = ANY (@codes::smallint[])
