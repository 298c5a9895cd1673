-- Map Runs, and what their child executions begin with. While is_leased is 1, due_at is the end of the
-- lease; a Map Run that is over is not due.
create table map_runs (
  id text not null primary key,
  execution_id text not null,
  line bigint not null,
  state_machine_name text not null,
  state_name text not null,
  label text not null,
  started_event_id bigint not null,
  started_at bigint not null,
  stopped_at bigint,
  status text not null,
  phase text not null,
  version bigint not null,
  due_at bigint,
  is_leased bigint not null default 0,
  max_concurrency bigint not null,
  tolerated_failure_count bigint,
  tolerated_failure_percentage text,
  redrive_count bigint not null,
  redriven_at bigint,
  counts text not null,
  failure text,
  request text not null
);
create index map_runs_by_execution on map_runs (execution_id, started_event_id);
create index map_runs_due on map_runs (due_at) where due_at is not null;

-- One row for each child execution: is_news from its end until its Map Run has counted it.
create table map_items (
  map_run text not null,
  item bigint not null,
  size bigint not null,
  status text not null,
  is_news bigint not null default 0,
  execution_id text,
  input text,
  primary key (map_run, item)
);
create index map_items_pending on map_items (map_run, item) where status = 'PENDING';
create index map_items_running on map_items (map_run, item) where status = 'RUNNING';
create index map_items_news on map_items (map_run, item) where is_news = 1;
create unique index map_items_by_execution on map_items (execution_id)
  where execution_id is not null;
