insert into approval_voters (execution_id, task, address, voted_at, approval_id)
  select approvals.execution_id, approvals.task, vote.value ->> 'by', max(vote.value ->> 'at'),
    approvals.id
  from approvals, json_each(approvals.state, '$.votes') as vote
  group by approvals.id, vote.value ->> 'by';
