-- Requests that have a policy: how far each has come, and when something is to happen by itself. What was
-- asked before has no such state and goes on being decided by its one approver.

alter table approvals add column version bigint not null default 1;
alter table approvals add column due_at bigint;
alter table approvals add column state text not null default '{}';
create index approvals_due on approvals (due_at) where due_at is not null;
alter table approval_links add column misses bigint not null default 0;
