-- What has happened to requests, entry by entry: nothing here is ever changed, but that details go when what
-- they are about is no longer kept. Each entry names the hash of the one before it.
create table audit_entries (
  approval_id text not null,
  number bigint not null,
  at bigint not null,
  what text not null,
  actor text not null,
  proof text,
  request_sha256 text not null,
  details text,
  details_sha256 text not null,
  previous_hash text not null,
  hash text not null,
  primary key (approval_id, number)
);
create index audit_entries_by_time on audit_entries (at, approval_id, number);

-- Over all entries of a time, one seal after the other: that a request is missing as a whole shows here.
create table audit_seals (
  number bigint not null primary key,
  sealed_at bigint not null,
  from_at bigint not null,
  until_at bigint not null,
  entries bigint not null,
  entries_sha256 text not null,
  previous_hash text not null,
  hash text not null
);
