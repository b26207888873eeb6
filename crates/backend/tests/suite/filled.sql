-- A row of Ana's firm in every table that has none, whatever its checks and keys would say to it; and of each table one row aside, for
-- whoever tries to write it. In a transaction that rolls back. The setting test.firm says which firm is Ana's.
create schema rows_of;
grant usage on schema rows_of to public;
set local session_replication_role = replica;
do $$
declare
  t record;
  there boolean;
begin
  -- Always on, whatever the role of the session.
  alter table matterlock.log_entries disable trigger number_is_the_heads;
  alter table matterlock.console_entries disable trigger number_is_the_heads;
  alter table matterlock.log_archives disable trigger guard_log_archive;
  alter table matterlock.log_drops disable trigger guard_log_drop;
  for t in
    select k.conrelid::regclass as name, k.conname from pg_constraint k
    where k.contype in ('c', 'f') and k.conparentid = 0 and k.coninhcount = 0 and k.connamespace = 'matterlock'::regnamespace and k.conrelid <> 0
  loop
    execute format('alter table %s drop constraint %I', t.name, t.conname);
  end loop;
  for t in
    select c.oid, c.relname, c.oid::regclass as name,
      coalesce((select format('%I = %L', a.attname, current_setting('test.firm')) from pg_attribute a
        where a.attrelid = c.oid and a.attname = case c.relname when 'firms' then 'id' else 'firm_id' end), 'true') as of_ana
    from pg_class c where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('select exists (select from %s where %s)', t.name, t.of_ana) into there;
    if not there then
      execute (
        select format('insert into %s (%s) values (%s)', t.name, string_agg(quote_ident(a.attname), ', '), string_agg(
          case
            when a.attname = 'year' then coalesce(substring(t.relname from '_(\d{4})$'), to_char(now() at time zone 'UTC', 'YYYY'))
            when a.attname = 'firm_id' then quote_literal(current_setting('test.firm'))
            when y.typname = 'uuid' then 'gen_random_uuid()'
            when y.typname = 'bytea' then 'sha256(''x'')'
            when y.typcategory = 'S' then '''x'''
            when y.typcategory = 'N' then '1'
            when y.typcategory = 'B' then 'true'
            when y.typcategory = 'D' then 'now()'
            when y.typcategory = 'T' then '''1 day'''
            when y.typcategory = 'I' then '''127.0.0.1'''
            else '''{}''' end, ', '))
        from pg_attribute a join pg_type y on y.oid = a.atttypid
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and (a.attname = 'firm_id' or a.attnotnull and not a.atthasdef));
    end if;
    execute format('create table rows_of.%I as select * from %s where %s limit 1', t.relname, t.name, t.of_ana);
    execute format('grant select on rows_of.%I to public', t.relname);
  end loop;
  alter table matterlock.log_entries enable always trigger number_is_the_heads;
  alter table matterlock.console_entries enable always trigger number_is_the_heads;
  alter table matterlock.log_archives enable always trigger guard_log_archive;
  alter table matterlock.log_drops enable always trigger guard_log_drop;
end
$$;
set local session_replication_role = origin;
