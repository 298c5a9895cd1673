-- A document with this escape is text that jsonb does not take.
update approvals set requester = document::jsonb #>> '{plan,requester}'
  where document not like '%\\u0000%';
