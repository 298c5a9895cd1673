-- Who has voted on what, so that everybody finds what they have decided; and what waits by its kind.
create table approval_voters (
  execution_id text not null,
  task bigint not null,
  address text not null,
  voted_at bigint not null,
  approval_id text not null,
  primary key (execution_id, task, address)
);
create index approval_voters_by_address on approval_voters (address, voted_at, approval_id);
