/** Removes every row but those of the schema's own history. */
export const EMPTY = `do $$ declare it record; begin
  for it in select tablename from pg_tables
    where schemaname = 'countersign' and tablename <> 'schema_steps'
  loop execute format('delete from countersign.%I', it.tablename); end loop; end $$`;
