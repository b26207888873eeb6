-- A lost second factor: two administrators say that it is to be given up, neither of them its owner; a day later, and if its owner has
-- not said no, whoever has the password sets up a new one. Until that is done the old ones stay as they are.
create table matterlock.recoveries (
  firm_id uuid not null references matterlock.firms (id),
  id uuid not null,
  user_id uuid not null,
  first_by uuid not null,
  first_at timestamptz not null default app.now(),
  second_by uuid,
  second_at timestamptz,
  cancelled_at timestamptz,
  -- Who said no: an administrator; nobody where the owner did, by the link in the mail.
  cancelled_by uuid,
  used_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id),
  foreign key (firm_id, first_by) references matterlock.users (firm_id, id),
  foreign key (firm_id, second_by) references matterlock.users (firm_id, id),
  foreign key (firm_id, cancelled_by) references matterlock.users (firm_id, id),
  constraint recoveries_need_two check (first_by <> user_id and second_by <> user_id and second_by <> first_by),
  check ((second_by is null) = (second_at is null)),
  check (cancelled_by is null or cancelled_at is not null),
  check (used_at is null or (second_at is not null and cancelled_at is null))
);
create unique index recoveries_one_open on matterlock.recoveries (firm_id, user_id) where cancelled_at is null and used_at is null;
alter table matterlock.recoveries enable row level security;
alter table matterlock.recoveries force row level security;

-- When it is asked for, over or neither: one place for the times. After the wait it can be used for three days.
create function app.recovery_is_ready(r matterlock.recoveries) returns boolean language sql stable
  as $$
    select coalesce(r.cancelled_at is null and r.used_at is null and r.second_at <= app.now() - interval '24 hours'
      and r.second_at > app.now() - interval '96 hours', false)
  $$;
create function app.recovery_is_over(r matterlock.recoveries) returns boolean language sql stable
  as $$
    select r.cancelled_at is not null or r.used_at is not null
      or coalesce(r.second_at, r.first_at + interval '24 hours') <= app.now() - interval '96 hours'
  $$;

-- What the database itself holds to, whoever asks: times are its own, the second is somebody else, and what is over stays so.
create function app.guard_recovery() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if old.cancelled_at is not null or old.used_at is not null
        -- One whose time is over is only cleared away.
        or (app.recovery_is_over(old) and (new.second_by is distinct from old.second_by or new.used_at is not null)) then
        raise exception 'this recovery is over' using errcode = 'check_violation', constraint = 'recovery_is_over';
      end if;
      if (new.firm_id, new.id, new.user_id, new.first_by, new.first_at) is distinct from (old.firm_id, old.id, old.user_id, old.first_by, old.first_at)
        or (old.second_by is not null and (new.second_by, new.second_at) is distinct from (old.second_by, old.second_at)) then
        raise exception 'who asked for a recovery stays' using errcode = 'check_violation', constraint = 'recovery_stays';
      end if;
      if old.second_by is null and new.second_by is not null then new.second_at := app.now(); end if;
      if new.cancelled_at is not null then new.cancelled_at := app.now(); end if;
      return new;
    end
  $$;
create trigger guard_recovery before update on matterlock.recoveries for each row execute function app.guard_recovery();

-- The recovery that whoever gives this person's password may use now, if there is one: both who said so are administrators still.
create function app.ready_recovery(firm uuid, person uuid) returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select r.id from recoveries r
    join users f on f.firm_id = r.firm_id and f.id = r.first_by and f.active and f.role = 'administrator'
    join users s on s.firm_id = r.firm_id and s.id = r.second_by and s.active and s.role = 'administrator'
    where r.firm_id = firm and r.user_id = person and app.recovery_is_ready(r)
  $$;

-- A link to say no with.
alter table matterlock.account_links
  add column recovery_id uuid,
  add foreign key (firm_id, recovery_id) references matterlock.recoveries (firm_id, id),
  drop constraint account_links_kind_check,
  add constraint account_links_kind_check check (kind in ('invitation', 'new_password', 'cancel_recovery')),
  drop constraint account_links_check,
  add constraint account_links_check check (case kind
    when 'invitation' then user_id is null and num_nonnulls(email, name, role, language, invited_by) = 5
    else user_id is not null and num_nonnulls(email, name, role, language, invited_by) = 0 end),
  add constraint account_links_of_a_recovery check ((kind = 'cancel_recovery') = (recovery_id is not null));
alter table matterlock.challenges
  add column recovery_id uuid,
  add foreign key (firm_id, recovery_id) references matterlock.recoveries (firm_id, id);

-- Administrators ask and agree, each with a second factor of the last five minutes; and may say no.
grant select, insert (firm_id, id, user_id, first_by), update (second_by, cancelled_at, cancelled_by) on matterlock.recoveries to matterlock_admin;
create policy admin_reads on matterlock.recoveries for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('approve_recoveries')));
create policy admin_asks on matterlock.recoveries for insert to matterlock_admin
  with check (firm_id = (select app.current_firm()) and first_by = (select app.current_user_id()) and (select app.may('approve_recoveries'))
    and (select app.factor_is_fresh()));
create policy admin_agrees on matterlock.recoveries for update to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('approve_recoveries')) and (select app.factor_is_fresh()))
  with check (firm_id = (select app.current_firm())
    and (second_by is null or second_by = (select app.current_user_id()) or cancelled_by = (select app.current_user_id()))
    and (cancelled_by is null or cancelled_by = (select app.current_user_id())));
grant select (user_id, recovery_id), insert (user_id, recovery_id) on matterlock.account_links to matterlock_admin;
alter policy admin_reads on matterlock.account_links
  using (firm_id = (select app.current_firm()) and case kind
    when 'invitation' then (select app.may('manage_people'))
    when 'cancel_recovery' then (select app.may('approve_recoveries'))
    else false end);
create policy admin_lets_cancel on matterlock.account_links for insert to matterlock_admin
  with check (firm_id = (select app.current_firm()) and kind = 'cancel_recovery' and (select app.may('approve_recoveries'))
    and (select app.factor_is_fresh()));

-- Whoever has the link says no; whoever gives the password uses what is ready.
grant select, update (cancelled_at, used_at) on matterlock.recoveries to matterlock_auth;
create policy auth_reads on matterlock.recoveries for select to matterlock_auth using (true);
create policy auth_ends on matterlock.recoveries for update to matterlock_auth using (cancelled_at is null and used_at is null) with check (true);

create function app.job_recovery() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select a.recovery_id from account_links a where a.firm_id = app.job_firm() and a.id = app.job_account_link() $$;
grant select (user_id, recovery_id) on matterlock.account_links to matterlock_worker;
grant select (firm_id, id, second_at) on matterlock.recoveries to matterlock_worker;
create policy worker_reads on matterlock.recoveries for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and id = (select app.job_recovery()));

grant select on matterlock.recoveries to matterlock_definer;
create policy definer_reads on matterlock.recoveries for select to matterlock_definer using (true);
alter function app.guard_recovery() owner to matterlock_definer;
alter function app.ready_recovery(uuid, uuid) owner to matterlock_definer;
alter function app.job_recovery() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.ready_recovery(uuid, uuid) to matterlock_auth;
grant execute on function app.job_recovery() to matterlock_worker;
set role matterlock_owner;
grant execute on function app.recovery_is_ready(matterlock.recoveries), app.recovery_is_over(matterlock.recoveries)
  to matterlock_auth, matterlock_admin, matterlock_definer;

-- Gives the old second factors up for the one that was confirmed a moment ago, if the recovery is ready still: whether it was. Of any
-- number who use it at once, one does. What was trusted because of them, and sessions at the console, end with them.
create function app.use_recovery(which uuid, kept uuid) returns boolean language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare r recoveries;
    begin
      update recoveries x set used_at = app.now()
        where x.id = which and x.id = app.ready_recovery(x.firm_id, x.user_id)
          and exists (select from authenticators a where a.firm_id = x.firm_id and a.user_id = x.user_id and a.id = kept and a.confirmed_at is not null)
        returning * into r;
      if not found then return false; end if;
      delete from recovery_codes c where c.firm_id = r.firm_id and c.user_id = r.user_id;
      delete from passkeys p where p.firm_id = r.firm_id and p.user_id = r.user_id;
      delete from authenticators a where a.firm_id = r.firm_id and a.user_id = r.user_id and a.id <> kept;
      update sessions s set ended_at = app.now(), end_reason = 'elsewhere'
        where s.firm_id = r.firm_id and s.user_id = r.user_id and s.kind = 'admin' and s.ended_at is null;
      return true;
    end
  $$;
revoke update (used_at) on matterlock.recoveries from matterlock_auth;
grant update (recovery_id) on matterlock.challenges to matterlock_auth;
grant update (used_at) on matterlock.recoveries to matterlock_definer;
create policy definer_uses on matterlock.recoveries for update to matterlock_definer using (true) with check (true);
grant delete on matterlock.authenticators, matterlock.passkeys to matterlock_definer;
grant select, delete on matterlock.recovery_codes to matterlock_definer;
create policy definer_gives_up on matterlock.authenticators for delete to matterlock_definer using (true);
create policy definer_gives_up on matterlock.passkeys for delete to matterlock_definer using (true);
create policy definer_reads on matterlock.recovery_codes for select to matterlock_definer using (true);
create policy definer_gives_up on matterlock.recovery_codes for delete to matterlock_definer using (true);
alter function app.use_recovery(uuid, uuid) owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.use_recovery(uuid, uuid) to matterlock_auth;
set role matterlock_owner;
