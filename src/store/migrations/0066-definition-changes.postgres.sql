-- servers-from: 64
-- Grows with every change of what servers keep to themselves, so that each of them notices, whoever has
-- changed it. A row and no sequence: it has to change with the commit and not before.
create table definition_changes (
  id bigint not null primary key,
  number bigint not null
) with (fillfactor = 50);

create function note_definition_change() returns trigger language plpgsql as $$ begin
  insert into countersign.definition_changes as it (id, number) values (1, 1)
    on conflict (id) do update set number = it.number + 1;
  return null;
end $$;

create trigger noted after insert or update or delete or truncate on state_machines
  execute function note_definition_change();
create trigger noted after insert or update or delete or truncate on revisions
  execute function note_definition_change();
create trigger noted after insert or update or delete or truncate on versions
  execute function note_definition_change();
create trigger noted after insert or update or delete or truncate on aliases
  execute function note_definition_change();
create trigger noted after insert or update or delete or truncate on topics
  execute function note_definition_change();
create trigger noted after insert or update or delete or truncate on subscriptions
  execute function note_definition_change();
