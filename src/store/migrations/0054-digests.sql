-- Who gets all that waits for them in one mail, and when next; no time where nothing waits.
create table digests (
  address text not null primary key,
  due_at bigint,
  version bigint not null
);
create index digests_due on digests (due_at) where due_at is not null;
