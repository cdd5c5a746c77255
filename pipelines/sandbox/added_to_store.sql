-- What stores of earlier sandboxes lack.
CREATE INDEX IF NOT EXISTS objects_invoice_of ON objects (json_extract(body, '$.payment.payment_intent'))
WHERE object = 'invoice_payment';
CREATE TABLE IF NOT EXISTS removed (object text NOT NULL, id text NOT NULL, PRIMARY KEY (object, id)) WITHOUT ROWID
