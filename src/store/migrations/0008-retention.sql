-- servers-from: 7
-- Executions that are gone, while there are rows of theirs in other tables.
create table removals (
  execution_id text not null primary key,
  state_machine_name text not null,
  name text not null
);

-- What is kept of the approvals of executions that are gone: who decided what, and the digest of what
-- they were asked.
create table past_approvals (
  id text not null primary key,
  execution_id text not null,
  task bigint not null,
  state_machine_name text not null,
  execution_name text not null,
  status text not null,
  title text not null,
  approver text not null,
  created_at bigint not null,
  closed_at bigint,
  document_sha256 text not null,
  decision text,
  state text not null
);
create index past_approvals_by_execution on past_approvals (execution_id, task);
