-- A function in SQL that runs as its owner is parsed and planned at every call. Policies call such functions for every statement, and most of the
-- time of a transaction went into planning them again. In PL/pgSQL a connection plans each once: same words, same owner, same rights. All that
-- answer with one value are turned over here, and the one that every entry asks for its keys. See docs/decisions/0026-what-a-transaction-costs.md.
do $$
  declare f record;
  begin
    for f in
      select pg_get_functiondef(p.oid) as written, p.prosrc as body, pg_get_userbyid(p.proowner) as owner, p.proretset as many
      from pg_proc p join pg_language l on l.oid = p.prolang
      where p.pronamespace = 'app'::regnamespace and l.lanname = 'sql' and p.provolatile = 's' and p.proconfig is not null
        and ((not p.proretset and p.proargmodes is null) or p.proname = 'log_keys_of')
      order by p.oid
    loop
      execute format('set local role %I', f.owner);
      -- A column before an argument of the same name, as in SQL.
      execute replace(replace(f.written, 'LANGUAGE sql', 'LANGUAGE plpgsql'), f.body, format(
        E'#variable_conflict use_column\nbegin return %s; end',
        case when f.many then 'query ' || f.body else '(' || f.body || ')' end));
    end loop;
  end
$$;
set role matterlock_owner;
