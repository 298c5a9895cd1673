-- Whoever has voted already goes with the next step of the request.
insert into approval_seats (execution_id, task, address, approval_id)
  select distinct approvals.execution_id, approvals.task, person.value, approvals.id
  from approvals, json_each('["' || replace(approver, ', ', '","') || '"]') as person
  where approvals.status = 'pending' and approver <> '';
