-- What changes with every step of a running execution stands apart from what does not: the row of an
-- execution, with its input, is written when it starts and when it ends.

create table progress (
  execution_id text not null primary key,
  version bigint not null,
  -- 1 when the frame's input is that of the execution and is not repeated here.
  shares_input bigint not null,
  data text not null
);
insert into progress (execution_id, version, shares_input, data)
  select id, version, 1, progress from executions where status = 'RUNNING';
alter table executions drop column version;
alter table executions drop column progress;

alter table executions add column redrive_count bigint not null default 0;
alter table executions add column redriven_at bigint;
alter table executions add column map_run text;
create index executions_by_map_run on executions (map_run, id) where map_run is not null;

-- The branches of Parallel and the iterations of Map, and those that they branched off.
create table lines (
  execution_id text not null,
  line bigint not null,
  data text not null,
  primary key (execution_id, line)
);
create table forks (
  execution_id text not null,
  line bigint not null,
  data text not null,
  primary key (execution_id, line)
);

alter table tasks add column line bigint not null default 0;
alter table timers add column line bigint not null default 0;
