-- Who has voted on what, so that everybody finds what they have decided; and lists of what waits that look at
-- nothing but an index, whatever they are narrowed by.
create table approval_voters (
  execution_id text not null,
  task bigint not null,
  address text not null,
  voted_at bigint not null,
  approval_id text not null,
  primary key (execution_id, task, address)
);
create index approval_voters_by_address on approval_voters (address, voted_at, approval_id);

alter table tasks add column has_approval bigint not null default 0;
update tasks set has_approval = 1 where exists (select 1 from approvals
  where approvals.execution_id = tasks.execution_id and approvals.task = tasks.task);
drop index tasks_waiting;
create index tasks_waiting on tasks
  (created_at, execution_id, task, state_machine_name, state_name, has_approval)
  where status = 'waiting';

alter table approval_seats add column state_machine_name text not null default '';
alter table approval_seats add column state_name text not null default '';
alter table approval_seats add column created_at bigint not null default 0;
update approval_seats set (state_machine_name, state_name, created_at) = (
  select tasks.state_machine_name, tasks.state_name, approvals.created_at
  from tasks, approvals
  where tasks.execution_id = approval_seats.execution_id and tasks.task = approval_seats.task
    and approvals.id = approval_seats.approval_id)
  where exists (select 1 from tasks, approvals
    where tasks.execution_id = approval_seats.execution_id and tasks.task = approval_seats.task
      and approvals.id = approval_seats.approval_id);
drop index approval_seats_by_address;
create index approval_seats_by_address on approval_seats
  (address, approval_id, state_machine_name, state_name, created_at);
