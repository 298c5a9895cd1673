-- When the last wrong code was typed: whoever has typed too many waits.
alter table approval_links add column missed_at bigint;
