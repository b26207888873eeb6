-- What keeps firms apart, as lines: one a thing, its kind first, so that two lists can be compared and their difference read.
-- Asks pg_catalog only, which every role may read. How names and expressions are printed depends on settings: see catalogue.rs.
with
  ours as (select * from pg_namespace where nspname in ('matterlock', 'app')),
  roles as (select * from pg_roles where rolname like 'matterlock\_%'),
  relations as (
    select c.*, c.oid::regclass::text as name from pg_class c
    where c.relnamespace in (select oid from ours) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')),
  functions as (
    select p.*, p.oid::regprocedure::text as name from pg_proc p where p.pronamespace in (select oid from ours)),
  -- Where nothing is noted, what PostgreSQL takes for granted is: a function without a list is everybody's.
  rights as (
    select 'schema ' || n.nspname as what, a.* from ours n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    union all
    select r.name, a.* from relations r,
      aclexplode(coalesce(r.relacl, acldefault(case r.relkind when 'S' then 's' else 'r' end::"char", r.relowner))) a
    union all
    select 'function ' || f.name, a.* from functions f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
    union all
    -- Who may connect is the business of whoever looks after the server; what everybody may besides, every start takes back (roles.sql).
    select 'the database', a.* from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
    where d.datname = current_database() and a.privilege_type <> 'CONNECT' and a.grantee in (select oid from roles)
    union all
    select format('new things (%s) of %s in %s', d.defaclobjtype, pg_get_userbyid(d.defaclrole),
        case d.defaclnamespace when 0 then 'any schema' else d.defaclnamespace::regnamespace::text end), a.*
    from pg_default_acl d, aclexplode(d.defaclacl) a
    where d.defaclrole in (select oid from roles) or d.defaclnamespace in (select oid from ours)),
  grants as (
    select what, grantee, is_grantable, lower(privilege_type) as privilege from rights
    union all
    select r.name, a.grantee, a.is_grantable,
      format('%s (%s)', lower(a.privilege_type), string_agg(c.attname, ', ' order by c.attname collate "C"))
    from relations r join pg_attribute c on c.attrelid = r.oid and not c.attisdropped, aclexplode(c.attacl) a
    group by r.name, a.grantee, a.is_grantable, a.privilege_type)

select distinct regexp_replace(line, '\n\s*', ' ', 'g') collate "C" as line from (
  select format('role %s:', rolname) || concat(
    case when rolsuper then ' superuser' end, case when rolbypassrls then ' bypassrls' end,
    case when rolinherit then ' inherit' end, case when rolcanlogin then ' login' end,
    case when rolcreaterole then ' createrole' end, case when rolcreatedb then ' createdb' end,
    case when rolreplication then ' replication' end) as line
  from roles

  -- What our roles may become. Newer servers keep besides whether they inherit it, and whether they may set it.
  union all
  select format('membership %s in %s:', r.rolname, pg_get_userbyid(m.roleid)) || concat(
    case when m.admin_option then ' admin' end,
    case to_jsonb(m) ->> 'inherit_option' when 'true' then ' inherit' end,
    case to_jsonb(m) ->> 'set_option' when 'false' then ' not to be set' end)
  from pg_auth_members m join roles r on r.oid = m.member

  -- What a session of ours begins with, as far as it decides who sees what.
  union all
  select format('setting of %s: %s', coalesce(r.rolname, 'everybody'), setting)
  from pg_db_role_setting s left join roles r on r.oid = s.setrole, unnest(s.setconfig) setting
  where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
    and (r.oid is not null or s.setrole = 0 and split_part(setting, '=', 1)
      ~ '^(search_path|row_security|role|session_authorization|session_replication_role|.*_preload_libraries|matterlock\..*)$')

  union all
  select format('schema %s: owner %s', nspname, pg_get_userbyid(nspowner)) from ours

  union all
  select format('%s %s: owner %s', case relkind when 'v' then 'view' when 'm' then 'view, materialized,' when 'f' then 'table, foreign,'
      when 'S' then 'sequence' else 'table' end, name, pg_get_userbyid(relowner))
    || concat(case when relrowsecurity then ', row-level security' end, case when relforcerowsecurity then ', forced' end,
      ', ' || array_to_string(reloptions, ', '))
  from relations

  union all
  select format('parent of %s: %s %s', i.inhrelid::regclass, i.inhparent::regclass, pg_get_expr(c.relpartbound, c.oid))
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhrelid in (select oid from relations) or i.inhparent in (select oid from relations)

  -- A composite foreign key asks nothing about a column that may be null, and what is generated nobody chooses.
  union all
  select format('column %s.%s: %s', r.name, c.attname, format_type(c.atttypid, c.atttypmod))
    || concat(case when c.attnotnull then ' not null' end,
      case c.attgenerated when '' then ' default ' else ' generated ' end || pg_get_expr(d.adbin, d.adrelid))
  from relations r join pg_attribute c on c.attrelid = r.oid and c.attnum > 0 and not c.attisdropped
  left join pg_attrdef d on d.adrelid = c.attrelid and d.adnum = c.attnum
  where r.relkind <> 'S'

  union all
  select format('policy %s.%s %s: %s %s to %s', schemaname, tablename, policyname, lower(permissive), lower(cmd),
      array_to_string(roles, ', ')) || concat(' using (' || qual || ')', ' with check (' || with_check || ')')
  from pg_policies where schemaname in (select nspname from ours)

  union all
  select format('grant on %s to %s%s: %s', what, case grantee when 0 then 'public' else pg_get_userbyid(grantee) end,
    case when is_grantable then ' with grant option' end, string_agg(privilege, ', ' order by privilege collate "C"))
  from grants group by what, grantee, is_grantable

  union all
  select format('function %s: (%s) returns %s, %s', name, pg_get_function_arguments(oid), pg_get_function_result(oid),
      (select lanname from pg_language l where l.oid = prolang))
    || format(', kind %s, volatility %s, parallel %s', prokind, provolatile, proparallel)
    || concat(case when prosecdef then ', security definer' end, case when proleakproof then ', leakproof' end,
      case when proisstrict then ', strict' end, ', set ' || array_to_string(proconfig, ', '))
    || format(', owner %s, body %s', pg_get_userbyid(proowner),
      encode(sha256(convert_to(concat(pg_get_function_sqlbody(oid), prosrc, probin), 'UTF8')), 'hex'))
  from functions

  union all
  select format('trigger %s %s: %s, %s', r.name, t.tgname,
    case t.tgenabled when 'O' then 'on' when 'A' then 'always' when 'R' then 'on replicas only' else 'off' end,
    pg_get_triggerdef(t.oid))
  from pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal

  -- A foreign key is kept by triggers of its own. Constraint triggers are triggers, and what newer servers list here of columns that
  -- are not null, each column says.
  union all
  select format('%s %s %s: %s', case k.contype when 'c' then 'check' else 'key' end,
      case k.conrelid when 0 then k.contypid::regtype::text else k.conrelid::regclass::text end, k.conname, pg_get_constraintdef(k.oid))
    || case when exists (select from pg_trigger t where t.tgconstraint = k.oid and t.tgisinternal and t.tgenabled <> 'O')
      then ', not kept' else '' end
  from pg_constraint k
  where k.contype not in ('t', 'n')
    and (k.connamespace in (select oid from ours) or k.confrelid in (select oid from relations))

  -- What is unique without being called a constraint.
  union all
  select format('key %s %s: %s', r.name, c.relname, pg_get_indexdef(i.indexrelid)) || case when i.indisvalid then '' else ', not kept' end
  from pg_index i join relations r on r.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
  where i.indisunique and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))

  -- Rules of our relations, and views of anybody on them: they see with their owner's eyes.
  union all
  select format('rule %s %s: enabled %s, %s', w.ev_class::regclass, w.rulename, w.ev_enabled, pg_get_ruledef(w.oid))
  from pg_rewrite w
  where w.ev_class in (select oid from relations)
    or w.oid in (select d.objid from pg_depend d where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
      and d.refobjid in (select oid from relations))

  union all
  select format('event trigger %s: %s, %s, enabled %s, %s', evtname, evtevent, evtfoid::regprocedure, evtenabled,
    array_to_string(evttags, ', '))
  from pg_event_trigger

  union all
  select format('extension %s: in %s', extname, extnamespace::regnamespace) from pg_extension
) catalogue
order by line
