-- An execution may have been started by a Task state of another one.

alter table executions add column parent_task text;
create index executions_by_parent_task on executions (parent_task)
  where parent_task is not null;
