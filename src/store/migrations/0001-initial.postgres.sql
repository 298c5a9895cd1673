-- What a server wrote last under one of its numbers, so that it can find out whether a commit whose answer
-- was lost has been stored.
create table commit_marks (
  slot text not null primary key,
  mark text not null,
  marked_at timestamptz not null default now()
) with (fillfactor = 50);
