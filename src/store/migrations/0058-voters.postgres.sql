insert into approval_voters (execution_id, task, address, voted_at, approval_id)
  select approvals.execution_id, approvals.task, vote ->> 'by', max((vote ->> 'at')::bigint),
    approvals.id
  from approvals, jsonb_array_elements(coalesce(approvals.state::jsonb -> 'votes', '[]')) as vote
  group by approvals.id, vote ->> 'by';
