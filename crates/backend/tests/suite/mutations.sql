-- What a partition has from its table goes with the table.
-- Everything that isolation rests on, each thing with what would break it and with words of the line that has to tell.
with
  tables as (
    select c.*, c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p')),
  functions as (select p.*, p.oid::regprocedure::text as name from pg_proc p where p.pronamespace = 'app'::regnamespace),
  policies as (
    select p.*, format('policy %s.%s %s:', schemaname, tablename, policyname) as line,
      format('%I on %I.%I', policyname, schemaname, tablename) as what
    from pg_policies p where schemaname = 'matterlock'),
  keys as (
    select k.conname as name, t.name as on_table, k.contype, k.conkey,
      format('%s %s %s:', case k.contype when 'c' then 'check' else 'key' end, t.name, k.conname) as line
    from pg_constraint k join tables t on t.oid = k.conrelid where k.contype in ('p', 'u', 'f', 'x', 'c') and k.conparentid = 0 and k.coninhcount = 0),
  triggers as (
    select g.tgname as name, t.name as on_table, g.tgenabled, format('trigger %s %s:', t.name, g.tgname) as line
    from pg_trigger g join tables t on t.oid = g.tgrelid where not g.tgisinternal and g.tgparentid = 0),
  rights as (
    select t.name as what, a.privilege_type as privilege, a.grantee from tables t, aclexplode(t.relacl) a where a.grantee <> t.relowner
    union all
    select t.name, format('%s (%I)', a.privilege_type, c.attname), a.grantee
    from tables t join pg_attribute c on c.attrelid = t.oid and not c.attisdropped, aclexplode(c.attacl) a
    union all
    select 'function ' || f.name, a.privilege_type, a.grantee from functions f, aclexplode(f.proacl) a where a.grantee <> f.proowner
    union all
    select 'schema ' || n.nspname, a.privilege_type, a.grantee from pg_namespace n, aclexplode(n.nspacl) a
    where n.nspname in ('matterlock', 'app') and a.grantee <> n.nspowner)

select 'a policy is dropped' as change, line, 'drop policy ' || what as statement from policies
union all
select 'a policy shows everything', line, format('alter policy %s using (true)', what) from policies where qual <> 'true'
union all
select 'a policy lets everything be written', line, format('alter policy %s with check (true)', what)
from policies where cmd in ('INSERT', 'UPDATE', 'ALL') and with_check is distinct from 'true'
union all
select 'a policy is for everybody', line, format('alter policy %s to public', what) from policies
union all
select 'row-level security is not forced', format('table %s:', name), format('alter table %s no force row level security', name)
from tables where relforcerowsecurity
union all
select 'row-level security is off', format('table %s:', name), format('alter table %s disable row level security', name)
from tables where relrowsecurity
union all
select 'a table has another owner', format('table %s:', name), format('alter table %s owner to matterlock_operator', name) from tables
union all
select 'a key is dropped', line, format('alter table %s drop constraint if exists %I cascade', on_table, name) from keys
union all
select 'a unique index is dropped', format('key %s %s:', t.name, c.relname), format('drop index %s cascade', c.oid::regclass)
from pg_index i join tables t on t.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
where i.indisunique and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
union all
select 'a foreign key is not kept', line, format('alter table %s disable trigger all', on_table) from keys where contype = 'f'
union all
select 'a column may be null', format('column %s.%s:', t.name, c.attname),
  format('alter table %s alter column %I drop not null', t.name, c.attname)
from tables t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped and c.attnotnull
where not t.relispartition and not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary and c.attnum = any (i.indkey))
union all
select 'a generated column is anybody''s', format('column %s.%s:', t.name, c.attname),
  format('alter table %s alter column %I drop expression', t.name, c.attname)
from tables t join pg_attribute c on c.attrelid = t.oid and c.attgenerated <> ''
union all
select 'a trigger is dropped', line, format('drop trigger %I on %s', name, on_table) from triggers
union all
select 'a trigger is off', line, format('alter table %s disable trigger %I', on_table, name) from triggers
union all
select 'a trigger is not always on', line, format('alter table %s enable trigger %I', on_table, name) from triggers where tgenabled = 'A'
union all
select 'a right is revoked', format('grant on %s to %s:', what, pg_get_userbyid(grantee)),
  format('revoke %s on %s from %I', privilege, what, pg_get_userbyid(grantee))
from rights
union all
select 'a table is granted', format('grant on %s to %s:', name, to_whom), format('grant all on %s to %s', name, to_whom)
from tables, unnest(array['matterlock_app', 'matterlock_admin', 'matterlock_auth', 'matterlock_signer', 'matterlock_worker',
  'matterlock_operator', 'matterlock_login', 'matterlock_definer', 'public']) to_whom
union all
select 'a function is granted', format('grant on function %s to public:', name), format('grant execute on function %s to public', name)
from functions
union all
select 'a function asks with other rights', format('function %s:', name),
  format('alter function %s security %s', name, case when prosecdef then 'invoker' else 'definer' end)
from functions
union all
select 'a function has another owner', format('function %s:', name), format('alter function %s owner to matterlock_login', name)
from functions
union all
select 'a function looks elsewhere', format('function %s:', name), format('alter function %s set search_path = public', name) from functions
union all
select 'a function tells what it is asked', format('function %s:', name), format('alter function %s leakproof', name) from functions
union all
select 'a function does something else', format('function %s:', name),
  format('do $do$ begin execute replace(pg_get_functiondef(%s), ''AS $function$'', ''AS $function$ ''); end $do$', oid)
from functions
order by change, line, statement
