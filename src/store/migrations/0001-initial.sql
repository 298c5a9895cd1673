-- Instants are milliseconds since 1970, JSON is text, truth values are 0 and 1. Keys that rise with time
-- keep inserts at the end of their index. Long columns stand last, so that lists need not read them.
-- There are no foreign keys: what belongs together is written together.

create table state_machines (
  name text not null primary key,
  type text not null,
  revision_id text not null,
  created_at bigint not null,
  updated_at bigint not null,
  settings text not null,
  tags text not null
);

create table revisions (
  id text not null primary key,
  state_machine_name text not null,
  public_id text,
  role_arn text not null,
  created_at bigint not null,
  definition text not null
);

create table executions (
  id text not null primary key,
  state_machine_name text not null,
  name text not null,
  revision_id text not null,
  started_by text not null,
  started_at bigint not null,
  stopped_at bigint,
  status text not null,
  version bigint not null,
  progress text not null,
  error text,
  cause text,
  output text,
  input text not null
);
create unique index executions_by_name on executions (state_machine_name, name);
create index executions_by_machine on executions (state_machine_name, id);
create index executions_by_machine_and_status on executions (state_machine_name, status, id);
create index executions_by_status on executions (status, id);

create table history (
  execution_id text not null,
  first_event_id bigint not null,
  last_event_id bigint not null,
  events text not null,
  primary key (execution_id, first_event_id)
);

-- While is_leased is 1, due_at is the end of the lease; so it is with deliveries.
create table tasks (
  execution_id text not null,
  task bigint not null,
  state_machine_name text not null,
  state_name text not null,
  resource text not null,
  status text not null,
  has_token bigint not null,
  created_at bigint not null,
  due_at bigint,
  is_leased bigint not null default 0,
  closed_at bigint,
  closing text,
  subject text,
  parameters text,
  primary key (execution_id, task)
);
create index tasks_due on tasks (due_at) where due_at is not null;
create index tasks_waiting on tasks (created_at, execution_id, task, state_machine_name)
  where status = 'waiting';

-- A claim moves claimable_at and leaves due_at alone.
create table timers (
  execution_id text not null,
  timer bigint not null,
  due_at bigint not null,
  claimable_at bigint not null,
  primary key (execution_id, timer)
);
create index timers_claimable on timers (claimable_at);

create table topics (
  name text not null primary key,
  created_at bigint not null,
  attributes text not null,
  tags text not null
);

create table subscriptions (
  id text not null primary key,
  topic_name text not null,
  protocol text not null,
  endpoint text not null,
  created_at bigint not null,
  confirmed_at bigint,
  token_hash text not null,
  token_expires_at bigint not null,
  attributes text not null
);
create index subscriptions_by_topic on subscriptions (topic_name, id);
create unique index subscriptions_by_endpoint on subscriptions (topic_name, protocol, endpoint);
create index subscriptions_by_token on subscriptions (topic_name, token_hash);

create table deliveries (
  id text not null primary key,
  channel text not null,
  endpoint text not null,
  kind text not null,
  topic_name text,
  subscription_id text,
  status text not null,
  attempts bigint not null,
  created_at bigint not null,
  due_at bigint,
  is_leased bigint not null default 0,
  settled_at bigint,
  last_error text,
  content text not null
);
create index deliveries_due on deliveries (due_at) where due_at is not null;
create index deliveries_unsent on deliveries (status, id) where status <> 'sent';

create table approvals (
  id text not null primary key,
  execution_id text not null,
  task bigint not null,
  status text not null,
  title text not null,
  approver text not null,
  created_at bigint not null,
  closed_at bigint,
  decision text,
  document text not null
);
create unique index approvals_by_task on approvals (execution_id, task);
create index approvals_pending on approvals (id) where status = 'pending';

create table approval_links (
  hash text not null primary key,
  approval_id text not null,
  approver text not null
);

create table stacks (
  name text not null primary key,
  created_at bigint not null,
  updated_at bigint not null,
  template text not null,
  parameters text not null,
  resources text not null,
  outputs text not null
);

create table rest_apis (
  id text not null primary key,
  name text not null,
  stage text not null,
  definition text not null,
  variables text not null,
  created_at bigint not null
);

create table settings (
  key text not null primary key,
  value text not null
);
