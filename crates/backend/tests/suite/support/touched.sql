-- Notes each row that changes, with its transaction and the columns that are others: what was changed in one that wrote no entry can be asked for afterwards.

create table public.touched (number bigserial, transaction xid8 not null, part text not null, what text not null, columns text, role text not null, firm text);
create function public.touch() returns trigger language plpgsql security definer as $$
  declare columns text := ''; changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
  begin
    if tg_op = 'UPDATE' then
      select ' (' || string_agg(n.key, ', ' order by n.key) || ')' into columns
        from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o using (key) where n.value <> o.value;
    end if;
    insert into public.touched (transaction, part, what, columns, role, firm)
      values (pg_current_xact_id(), regexp_replace(tg_table_name, '_[0-9]+$', ''), lower(tg_op), columns, current_setting('role'),
        changed ->> case tg_table_name when 'firms' then 'id' else 'firm_id' end);
    return null;
  end $$;
do $$
  declare part regclass;
  begin
    for part in select oid from pg_class where relnamespace = 'matterlock'::regnamespace and relkind in ('r', 'p') and not relispartition loop
      execute format('create trigger touched after insert or update or delete on %s for each row execute function public.touch()', part);
    end loop;
  end $$;
create view public.unlogged as
  select distinct firm, role || ': ' || what || ' ' || part || columns as said from public.touched t
  where not exists (select from public.touched e where e.transaction = t.transaction and e.part in ('log_entries', 'console_entries'));
