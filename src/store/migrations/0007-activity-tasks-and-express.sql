-- Tasks of activities are taken by workers and are never due; the oldest goes first.
create index tasks_of_activity on tasks (resource, created_at, execution_id, task)
  where status = 'queued' and due_at is null;

-- Executions of EXPRESS state machines share names.
alter table executions add column type text not null default 'STANDARD';
drop index executions_by_name;
create unique index executions_by_name on executions (state_machine_name, name)
  where type = 'STANDARD';
