-- Makes each thing that has an expression again, from what PostgreSQL prints of it: as a restored dump does.
with tables as (
  select c.oid, c.relname, c.oid::regclass::text as name from pg_class c
  where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p'))

select format('alter policy %I on %s', p.policyname, t.name) || concat(' using (' || qual || ')', ' with check (' || with_check || ')')
from pg_policies p join tables t on p.schemaname = 'matterlock' and t.relname = p.tablename
union all
select format('drop trigger %1$I on %2$s; %3$s; alter table %2$s enable %4$s trigger %1$I', g.tgname, t.name, pg_get_triggerdef(g.oid),
  case g.tgenabled when 'A' then 'always' else '' end)
from pg_trigger g join tables t on t.oid = g.tgrelid where not g.tgisinternal and g.tgparentid = 0
union all
select format('alter table %1$s drop constraint %2$I; alter table %1$s add constraint %2$I %3$s',
  t.name, k.conname, pg_get_constraintdef(k.oid))
from pg_constraint k join tables t on t.oid = k.conrelid where k.contype = 'c' and k.coninhcount = 0
union all
select format('drop index %s; %s', i.indexrelid::regclass, pg_get_indexdef(i.indexrelid))
from pg_index i join tables t on t.oid = i.indrelid
where i.indisunique and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
union all
select format('alter table %s alter column %I set default %s', t.name, c.attname, pg_get_expr(d.adbin, d.adrelid))
from pg_attrdef d join tables t on t.oid = d.adrelid join pg_attribute c on c.attrelid = d.adrelid and c.attnum = d.adnum
where c.attgenerated = ''
