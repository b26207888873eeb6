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
set role matterlock_definer;

-- As before; and nearly every entry is of a case that its writer is assigned to, which is asked first because it is asked faster.
create or replace function app.append_entry(event text, for_case uuid, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare
      s sessions; v visits; j jobs;
    begin
      case
        when current_setting('role') = 'matterlock_app' then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null and for_case <> all (app.my_assigned_cases()) and for_case <> all (app.my_cases())
            and not (event = 'glass_ended' and exists (
              select from broken_glass g
              where g.firm_id = s.firm_id and g.case_id = for_case and g.user_id = s.user_id and g.ended_by = s.user_id and g.ended_at = app.now())) then
            raise exception 'not a case of this person' using errcode = 'insufficient_privilege', constraint = 'entry_of_ones_own_case';
          end if;
          return app.write_entry(s.firm_id, 'user', s.user_id, s.id, event, for_case, details, origin, address_source, request);
        when current_setting('role') in ('matterlock_admin', 'matterlock_operator') then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is null then
            return app.write_console_entry(s.firm_id, 'user', s.user_id, s.id, event, details, origin, address_source, request);
          end if;
          if not exists (select from support g where g.firm_id = s.firm_id and g.case_id = for_case
            and (event = 'support_granted' and g.decided_by = s.user_id and g.decided_at = app.now()
              or event = 'support_revoked' and g.ended_by = s.user_id and g.ended_at = app.now())) then
            raise exception 'the console has no cases' using errcode = 'insufficient_privilege';
          end if;
          return app.write_entry(s.firm_id, 'user', s.user_id, s.id, event, for_case, details, origin, address_source, request);
        when current_setting('role') = 'matterlock_signer' then
          v := app.live_visit();
          if v.firm_id is null then raise exception 'no live visit' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(v.firm_id, 'signer', v.signer_id, v.id, event, v.case_id, details, origin, address_source, request);
        when current_setting('role') = 'matterlock_worker' then
          j := app.live_job();
          if j.firm_id is null then raise exception 'no live job' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(j.firm_id, 'server', null, null, event, j.case_id, details, origin, address_source, request);
        else
          raise exception 'this role appends nothing here' using errcode = 'insufficient_privilege';
      end case;
    end
  $$;
set role matterlock_owner;

-- As before, without words that are put together, and so planned, at every entry.
create or replace function app.number_is_the_heads() returns trigger language plpgsql
  as $$
    declare last bigint; year smallint;
    begin
      if tg_argv[0] = 'log_heads' then
        select h.last, h.year into last, year from matterlock.log_heads h where h.firm_id = new.firm_id;
      else
        select h.last, h.year into last, year from matterlock.console_heads h where h.firm_id = new.firm_id;
      end if;
      if new.number is distinct from last or new.year is distinct from year then
        raise exception 'a log is numbered one by one' using errcode = 'insufficient_privilege';
      end if;
      return new;
    end
  $$;
