-- Checkpoints outside of the installation: mailed to the firm, and stamped by a time-stamp authority (RFC 3161). See
-- docs/decisions/0025-checkpoints-outside.md.

-- Where a firm's newest checkpoints are mailed to once a day, and what was mailed. An address may be anybody's, outside of the firm too.
create table matterlock.checkpoint_mails (
  firm_id uuid primary key references matterlock.firms (id),
  goes_to text not null default 'administrators' check (goes_to in ('administrators', 'address', 'off')),
  address text check (length(address) between 3 and 254),
  -- Since when it goes there. What was not mailed before is not late.
  since timestamptz not null default app.now(),
  queued_at timestamptz,
  -- How long the logs were that were mailed last.
  cases bigint not null default 0 check (cases >= 0),
  console bigint not null default 0 check (console >= 0),
  check ((goes_to = 'address') = (address is not null))
);
alter table matterlock.checkpoint_mails enable row level security;
alter table matterlock.checkpoint_mails force row level security;

-- Every firm has its row from its first moment on, as it has its rules.
alter table matterlock.firms no force row level security;
alter table matterlock.checkpoint_mails no force row level security;
insert into matterlock.checkpoint_mails (firm_id) select id from matterlock.firms;
alter table matterlock.firms force row level security;
alter table matterlock.checkpoint_mails force row level security;
set role matterlock_definer;
create or replace function app.give_policies() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      insert into firm_policies (firm_id) values (new.id);
      insert into checkpoint_mails (firm_id) values (new.id);
      return null;
    end
  $$;
set role matterlock_owner;
grant select, insert (firm_id), update (goes_to, address, since, queued_at) on matterlock.checkpoint_mails to matterlock_definer;
create policy definer_mails on matterlock.checkpoint_mails to matterlock_definer using (true) with check (true);
grant select on matterlock.log_checkpoints to matterlock_definer;
create policy definer_reads on matterlock.log_checkpoints for select to matterlock_definer using (true);

grant select, update (goes_to, address, since) on matterlock.checkpoint_mails to matterlock_admin;
create policy admin_reads on matterlock.checkpoint_mails for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('manage_policies')));
create policy admin_sets on matterlock.checkpoint_mails for update to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('manage_policies')) and (select app.factor_is_fresh()))
  with check (firm_id = (select app.current_firm()) and (select app.may('manage_policies')));

-- A letter for an address that has no account: where the firm's checkpoints go.
alter table matterlock.letters
  drop constraint letters_tell_or_carry,
  add constraint letters_tell_or_carry check (num_nonnulls(notice, account_link_id) = 1
    and (num_nonnulls(user_id, account_link_id) >= 1 or coalesce(notice ->> 'notice', '') = 'checkpoints'));

-- Writes the day's letters of every firm whose log has grown since the last. Of several servers that come at the same time, one moves the moment
-- and the others find it moved.
create function app.queue_checkpoint_mails() returns int language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    with due as (
      update checkpoint_mails m set queued_at = app.now()
      from firms f
      where f.id = m.firm_id and f.kind in ('firm', 'installation') and m.goes_to <> 'off'
        and coalesce(m.queued_at, m.since) <= app.now() - interval '24 hours'
        -- Of a day that is over: its last checkpoint stays, and evidence packs bring it, so that they can be compared with what was mailed.
        and exists (select from log_checkpoints c
          where c.firm_id = m.firm_id and c.day < (app.now() at time zone 'UTC')::date
            and c.size > case c.log when 'cases' then m.cases else m.console end)
      returning m.firm_id, m.goes_to
    ), written as (
      insert into letters (firm_id, id, user_id, notice, address_source, device)
      select d.firm_id, gen_random_uuid(), u.id, jsonb_build_object('notice', 'checkpoints'), 'server', ''
      from due d
      left join users u on d.goes_to = 'administrators' and u.firm_id = d.firm_id and u.active and app.administers(u.role)
      where d.goes_to = 'address' or u.id is not null
      returning id
    )
    select count(*)::int from written
  $$;

-- Firms that something was signed for two days ago or earlier which was not mailed, though it is to be.
create function app.checkpoints_not_mailed() returns setof uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select m.firm_id from checkpoint_mails m join firms f on f.id = m.firm_id
    where f.kind in ('firm', 'installation') and m.goes_to <> 'off'
      and exists (select from log_checkpoints c
        where c.firm_id = m.firm_id and greatest(c.at, m.since) <= app.now() - interval '2 days'
          and c.size > case c.log when 'cases' then m.cases else m.console end)
    order by 1
  $$;

-- The job that mails: where to, what, in which language; and what it mailed.
grant select (language) on matterlock.firms to matterlock_worker;
grant select (firm_id, goes_to, address, cases, console), update (cases, console) on matterlock.checkpoint_mails to matterlock_worker;
create policy worker_reads on matterlock.checkpoint_mails for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and (select app.job_letter()) is not null);
create policy worker_mails on matterlock.checkpoint_mails for update to matterlock_worker
  using (firm_id = (select app.job_firm()) and (select app.job_letter()) is not null)
  with check (firm_id = (select app.job_firm()));
grant select on matterlock.log_checkpoints to matterlock_worker;
create policy worker_mails on matterlock.log_checkpoints for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and (select app.job_letter()) is not null);

-- Whoever is erased is not mailed to: where it was their address, it is the administrators again. Before the address is blackened where it was found.
create function app.forget_checkpoint_address() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update checkpoint_mails m set goes_to = 'administrators', address = null, since = app.now()
      where m.firm_id = new.firm_id and lower(m.address) in (
        select lower(u.email) from users u where u.firm_id = new.firm_id and u.id = new.subject_id
        union all select lower(p.email) from parties p where p.firm_id = new.firm_id and p.id = new.subject_id
        union all select lower(g.email) from signers g where g.firm_id = new.firm_id and g.id = new.subject_id
        union all select lower(l.email) from account_links l where l.firm_id = new.firm_id and l.id = new.subject_id);
      return null;
    end
  $$;
create trigger forget_checkpoint_address after insert on matterlock.erased_subjects
  for each row execute function app.forget_checkpoint_address();

alter function app.queue_checkpoint_mails() owner to matterlock_definer;
alter function app.checkpoints_not_mailed() owner to matterlock_definer;
alter function app.forget_checkpoint_address() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.queue_checkpoint_mails() to matterlock_worker;
grant execute on function app.checkpoints_not_mailed() to matterlock_sealer;
-- As before; and the proving firms mail nobody anything else than when they were made.
create or replace function app.open_proving_firms() returns void language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    update users set active = false where proving is not null and active;
    update firm_policies p set untrusted_hours = 12, trusted_days = 7, passkey_required = false where app.is_proving(p.firm_id);
    update checkpoint_mails m set goes_to = 'administrators', address = null where app.is_proving(m.firm_id);
    update users set active = true where proving is not null;
  $$;
set role matterlock_owner;

-- Stamps of a time-stamp authority on checkpoints: the note that was stamped, letter by letter, and the authority's answer as it came.
create table matterlock.checkpoint_stamps (
  firm_id uuid not null,
  log text not null,
  size bigint not null check (size > 0),
  note text not null,
  answer bytea not null check (length(answer) between 1 and 65536),
  stamped_at timestamptz not null,
  kept_at timestamptz not null default app.now(),
  primary key (firm_id, log, size),
  foreign key (firm_id, log) references matterlock.log_trees (firm_id, log)
);
alter table matterlock.checkpoint_stamps enable row level security;
alter table matterlock.checkpoint_stamps force row level security;
create trigger append_only before update or delete on matterlock.checkpoint_stamps for each row execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.checkpoint_stamps
  for each statement execute function app.refuse_change();
alter table matterlock.checkpoint_stamps enable always trigger append_only, enable always trigger append_only_statement;
grant select, insert (firm_id, log, size, note, answer, stamped_at) on matterlock.checkpoint_stamps to matterlock_sealer;
create policy sealer_reads on matterlock.checkpoint_stamps for select to matterlock_sealer using (true);
create policy sealer_keeps on matterlock.checkpoint_stamps for insert to matterlock_sealer with check (true);

-- When the authority is asked next, and how long it has answered nothing of use. No firm's data.
create table matterlock.stamping (
  only_one boolean primary key default true check (only_one),
  next_at timestamptz not null,
  failures int not null default 0 check (failures >= 0),
  failing_since timestamptz,
  why text check (length(why) <= 300),
  check ((failures = 0) = (failing_since is null))
);
alter table matterlock.stamping enable row level security;
alter table matterlock.stamping force row level security;
grant select, insert (next_at), update on matterlock.stamping to matterlock_sealer;
create policy sealer_stamps on matterlock.stamping to matterlock_sealer using (true) with check (true);
grant select on matterlock.stamping to matterlock_definer;
create policy definer_watches on matterlock.stamping for select to matterlock_definer using (true);

-- Whose logs are stamped: not those of the firms that are there to be attacked.
set role matterlock_definer;
grant execute on function app.is_proving(uuid) to matterlock_sealer;

-- As before; and a time-stamp authority that has answered nothing of use for a day.
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
    select 'stamps_failing', '', s.failures from stamping s where s.failing_since <= app.now() - interval '1 day'
    union all
    select 'disk_low', '', disk_free where disk_low
  $$;
set role matterlock_owner;
alter table matterlock.alerts
  drop constraint alerts_kind_check,
  add constraint alerts_kind_check check (kind in ('check_broken', 'checks_late', 'jobs_failing', 'disk_low', 'sign_ins_attacked', 'stamps_failing'));
