-- People and groups that are kept here, beside those of the file; what a link is for, and which form of the
-- request it was made for.
create table people (
  address text not null primary key,
  person text not null,
  updated_at bigint not null,
  updated_by text not null
);

create table people_groups (
  name text not null primary key,
  members text not null,
  updated_at bigint not null,
  updated_by text not null
);

alter table approval_links add column revision bigint not null default 1;
alter table approval_links add column role text not null default 'approver';
