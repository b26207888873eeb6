-- What makes values of the log unreadable although nobody was erased: the part of promise L7 that somebody with all rights over the database could
-- break, and that no hash of an entry tells. See docs/decisions/0022-erasure.md.
set role matterlock_definer;

-- Keys that were destroyed without an erasure that the console's log tells of, and keys that are gone although something is sealed under them.
create function app.keys_amiss() returns table (firm uuid, subject uuid, missing boolean) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select k.firm_id, k.subject_id, false
    from log_keys k
    where k.wrapped is null and not exists (
      select from erased_subjects x
      join erasures r on r.firm_id = x.firm_id and r.id = x.erasure_id
      where x.firm_id = k.firm_id and x.subject_id = k.subject_id and (
        exists (select from console_entries e where e.firm_id = x.firm_id and e.event = 'person_erased'
          and e.details ->> 'erasure' = x.erasure_id::text and e.details -> 'subjects' ? x.subject_id::text)
        -- The entry is in an archive by now.
        or exists (select from log_drops d where d.year = extract(year from r.at at time zone 'UTC'))))
    union all
    select s.firm_id, s.subject::uuid, true
    from (
      select l.firm_id, jsonb_path_query(l.details, '$.* ? (exists(@.sealed)).of') #>> '{}' as subject from log_entries l
      union
      select l.firm_id, jsonb_path_query(l.details, '$.* ? (exists(@.sealed)).of') #>> '{}' from console_entries l
    ) s
    where not exists (select from log_keys k where k.firm_id = s.firm_id and k.subject_id = s.subject::uuid)
  $$;

-- Keys as they are kept, so many after one, for whoever sees whether they open. Without the master key they are nothing.
create function app.kept_keys(after_firm uuid, after_subject uuid, many int)
  returns table (firm uuid, subject uuid, wrapped bytea, version int, firm_key bytea) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select k.firm_id, k.subject_id, k.wrapped, k.key_version, f.wrapped
    from log_keys k join firm_keys f on f.firm_id = k.firm_id and f.version = k.key_version
    where k.wrapped is not null and (k.firm_id, k.subject_id) > (after_firm, after_subject)
    order by k.firm_id, k.subject_id limit many
  $$;
revoke execute on function app.keys_amiss(), app.kept_keys(uuid, uuid, int) from public;
grant execute on function app.keys_amiss(), app.kept_keys(uuid, uuid, int) to matterlock_sealer;
set role matterlock_owner;
