-- Who has asked, so that everybody finds what they have asked.
alter table approvals add column requester text;
create index approvals_by_requester on approvals (requester, id) where requester is not null;
