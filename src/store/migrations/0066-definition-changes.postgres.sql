-- servers-from: 64
-- Another mark after every change of what servers keep to themselves, so that each of them notices, whoever
-- has changed it. It is never the same again, not even where a standby takes over that has lost the last one.
create table definition_changes (
  id bigint not null primary key,
  mark text not null
) with (fillfactor = 50);

create function mark_definition_change() returns trigger language plpgsql as $$ begin
  insert into countersign.definition_changes (id, mark) values (1, gen_random_uuid())
    on conflict (id) do update set mark = excluded.mark;
  return null;
end $$;

create trigger marked after insert or update or delete or truncate on state_machines
  execute function mark_definition_change();
create trigger marked after insert or update or delete or truncate on revisions
  execute function mark_definition_change();
create trigger marked after insert or update or delete or truncate on versions
  execute function mark_definition_change();
create trigger marked after insert or update or delete or truncate on aliases
  execute function mark_definition_change();
create trigger marked after insert or update or delete or truncate on topics
  execute function mark_definition_change();
create trigger marked after insert or update or delete or truncate on subscriptions
  execute function mark_definition_change();
