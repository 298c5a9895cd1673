-- servers-from: 20
-- The servers that have the database, by its own clock, and which of them holds a lease. A lease that an
-- older server holds has no holder, and ends by its time alone.
create table nodes (
  id text not null primary key,
  host text not null,
  pid bigint not null,
  version text not null,
  status text not null,
  started_at bigint not null,
  seen_at bigint not null
);

alter table tasks add column leased_by text;
alter table deliveries add column leased_by text;
alter table map_runs add column leased_by text;
create index tasks_leased on tasks (leased_by) where is_leased = 1;
create index deliveries_leased on deliveries (leased_by) where is_leased = 1;
create index map_runs_leased on map_runs (leased_by) where is_leased = 1;
