-- As before; and an entry too many in one log does not stand for one too few in another.
set role matterlock_definer;
create or replace function app.log_gaps(out firms bigint, out entries bigint, out gaps bigint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select count(*), coalesce(sum(held), 0)::bigint, coalesce(sum(abs(last - held)), 0)::bigint
    from (
      select h.last, (select count(*) from log_entries l where l.firm_id = h.firm_id) as held from log_heads h
      union all
      select h.last, (select count(*) from console_entries e where e.firm_id = h.firm_id) from console_heads h
    ) counted
  $$;
set role matterlock_owner;
