-- The names of the accounts that the documents of @of have in some codes. A document's account is named after its control
-- account, of which there are few, and after the document; so each is looked up by its name, however many there are.
SELECT a.name
  FROM account AS control
 CROSS JOIN unnest(@of::text[]) AS asked(document)
 CROSS JOIN LATERAL (
       SELECT own.name
         FROM account AS own
        WHERE own.fund = @fund
          AND own.name = control.name || ':' || asked.document
        LIMIT 1) AS a
 WHERE control.fund = @fund
   AND control.document = ''
   AND control.code = ANY (@codes::smallint[])
