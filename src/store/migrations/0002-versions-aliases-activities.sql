-- Versions and aliases of state machines, activities, and what an execution was started by.

-- Versions are numbered from 1, and no number is used twice.
alter table state_machines add column status text not null default 'ACTIVE';
alter table state_machines add column last_version bigint not null default 0;

-- A version shows the settings that were in force when its revision was made.
alter table revisions add column settings text not null default '{}';
update revisions set settings = coalesce(
  (select state_machines.settings from state_machines
    where state_machines.name = revisions.state_machine_name), '{}');

create table versions (
  state_machine_name text not null,
  number bigint not null,
  revision_id text not null,
  created_at bigint not null,
  description text,
  primary key (state_machine_name, number)
);
create index versions_by_revision on versions (state_machine_name, revision_id);

-- An alias leads to one version or shares out between two: the weights are percentages.
create table aliases (
  state_machine_name text not null,
  name text not null,
  first_version bigint not null,
  first_weight bigint not null,
  second_version bigint,
  second_weight bigint,
  created_at bigint not null,
  updated_at bigint not null,
  description text,
  primary key (state_machine_name, name)
);

create table activities (
  name text not null primary key,
  created_at bigint not null,
  tags text not null
);

-- Copied instead of altered: new columns would stand behind the long ones, and every list would have to
-- read through those.
create table executions_2 (
  id text not null primary key,
  state_machine_name text not null,
  name text not null,
  revision_id text not null,
  state_machine_version bigint,
  state_machine_alias text,
  trace_header text,
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
insert into executions_2 (id, state_machine_name, name, revision_id, started_by, started_at,
  stopped_at, status, version, progress, error, cause, output, input)
  select id, state_machine_name, name, revision_id, started_by, started_at,
  stopped_at, status, version, progress, error, cause, output, input from executions;
drop table executions;
alter table executions_2 rename to executions;
create unique index executions_by_name on executions (state_machine_name, name);
create index executions_by_machine on executions (state_machine_name, id);
create index executions_by_machine_and_status on executions (state_machine_name, status, id);
create index executions_by_status on executions (status, id);
create index executions_by_version on executions (state_machine_name, state_machine_version, id)
  where state_machine_version is not null;
create index executions_by_alias on executions (state_machine_name, state_machine_alias, id)
  where state_machine_alias is not null;
