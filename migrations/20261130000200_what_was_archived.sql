-- How far a log was archived and removed is said to those who read it, so that nobody takes its first kept entry for its beginning.
-- docs/decisions/0023-retention.md.
set role matterlock_definer;

-- The last number that is gone from the caller's firm's log, and its year: the office's log for the office, the console's for the console. Nothing
-- where all of it is there. Years in which the firm had no entry are not its own to tell of.
create function app.log_archived(out last bigint, out year smallint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select max(a.last), max(a.year) from log_archives a join log_drops d on d.year = a.year
    where a.firm_id = app.current_firm()
      and a.log = case current_setting('role') when 'matterlock_app' then 'cases' when 'matterlock_admin' then 'console' end
  $$;
revoke all on function app.log_archived() from public;
grant execute on function app.log_archived() to matterlock_app, matterlock_admin;
set role matterlock_owner;
