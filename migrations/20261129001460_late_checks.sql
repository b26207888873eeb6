-- Every check has to have run, and not only one of them: a single fresh result said that none was late. What is left of a check that there is no
-- longer is deleted by whoever keeps the results.
grant delete on matterlock.check_results to matterlock_operator;
create policy operator_forgets on matterlock.check_results for delete to matterlock_operator using (true);

set role matterlock_definer;
create or replace function app.troubles(disk_low boolean, disk_free bigint, failing int) returns table (kind text, subject text, figure bigint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select 'check_broken', c.check_id, 0::bigint from check_results c where c.outcome = 'broken'
    union all
    select 'checks_late', '', 0 from check_results c having min(c.at) <= app.now() - interval '26 hours'
    union all
    select 'jobs_failing', j.kind, count(*) from jobs j where j.finished_at is null and j.attempts >= failing group by j.kind
    union all
    select 'sign_ins_attacked', '', count(*) from sign_in_failures f where f.locked_until > app.now() having count(*) >= 10
    union all
    select 'disk_low', '', disk_free where disk_low
  $$;
set role matterlock_owner;
