/** Removes every row but those of the schema's own history, and what servers notice changes by. */
export const EMPTY = `do $$ declare it record; begin
  for it in select tablename from pg_tables
    where schemaname = 'countersign' and tablename not in ('schema_steps', 'definition_changes')
  loop execute format('delete from countersign.%I', it.tablename); end loop; end $$`;
