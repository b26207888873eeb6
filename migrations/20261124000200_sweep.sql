-- Objects in the store that no document names, by their names: `documents/FIRM/DOCUMENT` and `texts/FIRM/DOCUMENT`. Says which of
-- the given names are nobody's, and nothing of the others.
create function app.unnamed_objects(names text[]) returns setof text language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select n from unnest(names) n
    where not exists (
      select from documents d
      where (d.firm_id::text, d.id::text) = (split_part(n, '/', 2), split_part(n, '/', 3)))
  $$;

grant select (firm_id, id) on matterlock.documents to matterlock_definer;
create policy definer_reads on matterlock.documents for select to matterlock_definer using (true);
alter function app.unnamed_objects(text[]) owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.unnamed_objects(text[]) to matterlock_worker;
set role matterlock_owner;
