-- What waits, by whom it waits for and by its step.
create table approval_seats (
  execution_id text not null,
  task bigint not null,
  address text not null,
  approval_id text not null,
  primary key (execution_id, task, address)
);
create index approval_seats_by_address on approval_seats (address, approval_id);

drop index tasks_waiting;
create index tasks_waiting on tasks (created_at, execution_id, task, state_machine_name, state_name)
  where status = 'waiting';
