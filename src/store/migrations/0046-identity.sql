-- servers-from: 44
-- Who is signed in, whose sign-in waits for its link to be followed, and tokens of programs. Of links,
-- cookies and tokens there are only hashes.
create table sign_ins (
  hash text not null primary key,
  browser_hash text not null,
  address text not null,
  expires_at bigint not null
);
create index sign_ins_by_expiry on sign_ins (expires_at);

create table sessions (
  hash text not null primary key,
  address text not null,
  method text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null
);
create index sessions_by_address on sessions (address);
create index sessions_by_expiry on sessions (expires_at);

create table api_tokens (
  hash text not null primary key,
  id text not null unique,
  name text not null,
  scopes text not null,
  created_by text not null,
  created_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint
);
