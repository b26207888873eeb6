-- Each policy that asks anything, each role that it is for, how it is loosened to ask nothing, and what that role may then try.
with
  tables as (
    select c.oid, c.relname, c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p')),
  policies as (
    select t.oid, t.relname, t.name, p.policyname, p.cmd, role, format('alter policy %I on %s', p.policyname, t.name)
      || case when p.cmd <> 'INSERT' then ' using (true)' else '' end
      || case when p.cmd in ('INSERT', 'UPDATE', 'ALL') then ' with check (true)' else '' end as loosen
    from pg_policies p join tables t on p.schemaname = 'matterlock' and t.relname = p.tablename, unnest(p.roles) role
    where p.qual is distinct from 'true' and (p.qual is not null or p.with_check <> 'true')),
  acts as (
    select *, 'select from ' || name as act from policies
    where cmd in ('SELECT', 'ALL') and has_any_column_privilege(role, oid, 'select')
    union all
    select *, format('insert into %s (%s) select %2$s from rows_of.%I', name, (
        select string_agg(quote_ident(attname), ', ') from pg_attribute
        where attrelid = oid and attnum > 0 and not attisdropped and attgenerated = '' and has_column_privilege(role, oid, attnum, 'insert')
      ), relname) from policies
    where cmd in ('INSERT', 'ALL') and has_any_column_privilege(role, oid, 'insert')
    union all
    select *, format('update %s set %I = null', name, (
        select min(attname) from pg_attribute
        where attrelid = oid and attnum > 0 and not attisdropped and has_column_privilege(role, oid, attnum, 'update')
      )) from policies
    where cmd in ('UPDATE', 'ALL') and has_any_column_privilege(role, oid, 'update')
    union all
    select *, 'delete from ' || name from policies
    where cmd in ('DELETE', 'ALL') and has_table_privilege(role, oid, 'delete'))

select format('%s on %s for %s', p.policyname, p.name, p.role) as policy, p.role::text, p.loosen,
  array(select a.act from acts a where (a.oid, a.policyname, a.role) = (p.oid, p.policyname, p.role) order by a.act) as acts
from policies p order by policy
