-- Trusted devices: trust saves the password, never the second factor. What is trusted dies with what the trust rests on, in the
-- database, so that no path forgets; and how long a session may last is the database's to say too.

create table matterlock.trusted_devices (
  firm_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  -- Of what the browser's device cookie says of itself: the trust's own cookie, copied alone, opens nothing elsewhere.
  browser_hash bytea not null check (length(browser_hash) = 32),
  device text not null,
  address inet,
  address_source text not null check (address_source in ('direct', 'trusted_proxy', 'server')),
  created_at timestamptz not null default app.now(),
  last_used_at timestamptz not null default app.now(),
  trusted_until timestamptz not null,
  forgotten_at timestamptz,
  forgotten_why text check (forgotten_why in ('by_owner', 'by_administrator', 'renewed', 'not_renewed',
    'password_changed', 'factor_changed', 'role_changed', 'account_closed')),
  primary key (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id),
  check ((forgotten_at is null) = (forgotten_why is null))
);
create index trusted_devices_owner on matterlock.trusted_devices (firm_id, user_id) where forgotten_at is null;

alter table matterlock.sessions
  add column trusted_device_id uuid,
  -- The sign-in that ended it: whoever held the session that was lost is told from where.
  add column ended_by uuid,
  add foreign key (firm_id, trusted_device_id) references matterlock.trusted_devices (firm_id, id),
  -- The other session is written after the end of this one, in the same transaction.
  add foreign key (firm_id, ended_by) references matterlock.sessions (firm_id, id) deferrable initially deferred;
create index sessions_latest on matterlock.sessions (firm_id, user_id, ended_at desc nulls first);

alter table matterlock.challenges
  -- Ticked with the password: the device is to be trusted once the second factor was given.
  add column wishes_trust boolean not null default false,
  -- The trust that stood in for the password.
  add column trusted_device_id uuid,
  add foreign key (firm_id, trusted_device_id) references matterlock.trusted_devices (firm_id, id),
  add check (not wishes_trust or trusted_device_id is null);

-- Whether the trust in a device may stand in for the password now: it lives, and its owner was last signed in on this very device, and
-- neither signed out nor signed in elsewhere since.
create function app.may_unlock(for_firm uuid, for_device uuid) returns boolean language sql stable
  set search_path = matterlock, pg_temp
  as $$
    select exists (
      select from trusted_devices d
      join users u on u.firm_id = d.firm_id and u.id = d.user_id and u.active
      cross join lateral (
        select s.trusted_device_id, s.ended_at, s.end_reason, s.expires_at from sessions s
        where s.firm_id = d.firm_id and s.user_id = d.user_id and s.kind = 'office'
        -- The one that lives, or else ended last: of several that began at once, the first to begin may be the last to stay.
        order by s.ended_at desc nulls first, s.created_at desc limit 1) latest
      where d.firm_id = for_firm and d.id = for_device and d.forgotten_at is null and d.trusted_until > app.now()
        and latest.trusted_device_id = d.id and latest.expires_at > app.now()
        and (latest.ended_at is null or latest.end_reason = 'idle'))
  $$;
grant execute on function app.may_unlock(uuid, uuid) to matterlock_auth;

-- No session lasts longer than its firm allows, whoever writes it: on a trusted device as long as the trust, elsewhere some hours.
create function app.guard_session_limit() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare longest timestamptz;
    begin
      if new.trusted_device_id is null then
        select app.now() + make_interval(hours => p.untrusted_hours) into longest from firm_policies p where p.firm_id = new.firm_id;
      else
        select d.trusted_until into longest from trusted_devices d
          where d.firm_id = new.firm_id and d.id = new.trusted_device_id and d.user_id = new.user_id and d.forgotten_at is null;
      end if;
      if longest is null or new.expires_at > longest then
        raise exception 'a session may not last that long' using errcode = 'check_violation', constraint = 'session_within_its_limit';
      end if;
      return new;
    end
  $$;
create trigger guard_session_limit before insert on matterlock.sessions for each row execute function app.guard_session_limit();

create function app.guard_trust_limit() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if new.trusted_until > app.now() + make_interval(days => (select p.trusted_days from firm_policies p where p.firm_id = new.firm_id)) then
        raise exception 'trust may not last that long' using errcode = 'check_violation', constraint = 'trust_within_its_limit';
      end if;
      return new;
    end
  $$;
create trigger guard_trust_limit before insert on matterlock.trusted_devices for each row execute function app.guard_trust_limit();

create function app.stay_forgotten() returns trigger language plpgsql
  as $$ begin raise exception 'a device that was forgotten stays forgotten' using errcode = 'check_violation'; end $$;
create trigger stay_forgotten before update on matterlock.trusted_devices
  for each row when (old.forgotten_at is not null) execute function app.stay_forgotten();

-- A session that runs where nobody is trusted any more lasts no longer than any other.
create function app.after_forgetting() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update sessions s set expires_at = least(s.expires_at, s.created_at + make_interval(hours => p.untrusted_hours))
        from firm_policies p
        where p.firm_id = s.firm_id and s.firm_id = new.firm_id and s.trusted_device_id = new.id and s.ended_at is null;
      return null;
    end
  $$;
create trigger after_forgetting after update of forgotten_at on matterlock.trusted_devices
  for each row when (new.forgotten_at is not null) execute function app.after_forgetting();

-- What a firm tightens counts for what lasts already.
create function app.after_tightening() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update trusted_devices d set trusted_until = least(d.trusted_until, d.created_at + make_interval(days => new.trusted_days))
        where d.firm_id = new.firm_id and d.forgotten_at is null;
      update sessions s set expires_at = least(s.expires_at, coalesce(
          (select d.trusted_until from trusted_devices d where d.firm_id = s.firm_id and d.id = s.trusted_device_id and d.forgotten_at is null),
          s.created_at + make_interval(hours => new.untrusted_hours)))
        where s.firm_id = new.firm_id and s.ended_at is null;
      return null;
    end
  $$;
create trigger after_tightening after update of untrusted_hours, trusted_days on matterlock.firm_policies
  for each row when ((old.untrusted_hours, old.trusted_days) is distinct from (new.untrusted_hours, new.trusted_days))
  execute function app.after_tightening();

-- Forgets every device that somebody trusts; how many. For triggers on whatever trust rests on: a trigger on a table of second factors
-- calls it with 'factor_changed'.
create function app.forget_devices(for_firm uuid, for_user uuid, why text) returns int language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare forgotten int;
    begin
      update trusted_devices set forgotten_at = app.now(), forgotten_why = why
        where firm_id = for_firm and user_id = for_user and forgotten_at is null;
      get diagnostics forgotten = row_count;
      return forgotten;
    end
  $$;

create function app.after_new_credentials() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform app.forget_devices(new.firm_id, new.id, case
        when old.active <> new.active then 'account_closed'
        when old.role <> new.role then 'role_changed'
        else 'password_changed' end);
      return null;
    end
  $$;
-- Its name comes before `after_change`, and so does it: devices before sessions, as everybody takes their rows.
create trigger a_trust_dies after update of password_hash, role, active on matterlock.users
  for each row when ((old.password_hash, old.role, old.active) is distinct from (new.password_hash, new.role, new.active))
  execute function app.after_new_credentials();

-- A second factor that is added or removed; a new name or a code that was used changes nothing.
create function app.after_new_factor() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare owner record;
    begin
      if tg_op = 'DELETE' then owner := old; else owner := new; end if;
      perform app.forget_devices(owner.firm_id, owner.user_id, 'factor_changed');
      return null;
    end
  $$;
create trigger a_trust_dies after update of secret, confirmed_at on matterlock.authenticators
  for each row when ((old.secret, old.confirmed_at is null) is distinct from (new.secret, new.confirmed_at is null)) execute function app.after_new_factor();
create trigger a_trust_dies_too after delete on matterlock.authenticators
  for each row when (old.confirmed_at is not null) execute function app.after_new_factor();
create trigger a_trust_dies after insert or delete on matterlock.passkeys for each row execute function app.after_new_factor();

alter table matterlock.trusted_devices enable row level security;
alter table matterlock.trusted_devices force row level security;

grant select, insert, update (last_used_at, forgotten_at, forgotten_why) on matterlock.trusted_devices to matterlock_auth;
create policy auth_all on matterlock.trusted_devices to matterlock_auth using (true) with check (true);
grant update (wishes_trust, trusted_device_id) on matterlock.challenges to matterlock_auth;
grant update (ended_by) on matterlock.sessions to matterlock_auth;

-- Everybody looks after their own sessions and devices. Ending one asks for a second factor of the last five minutes.
grant select (firm_id, id, user_id, device, address, address_source, created_at, last_used_at, trusted_until, forgotten_at),
  update (forgotten_at, forgotten_why) on matterlock.trusted_devices to matterlock_app, matterlock_admin;
create policy app_reads_own on matterlock.trusted_devices for select to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()));
create policy app_forgets_own on matterlock.trusted_devices for update to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()))
  with check (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and forgotten_why = 'by_owner');
grant select (firm_id, id, user_id, kind, created_at, last_seen_at, idle_after, expires_at, ended_at, end_reason, address, address_source, device,
  trusted_device_id), update (ended_at, end_reason) on matterlock.sessions to matterlock_app, matterlock_admin;
create policy app_reads_own on matterlock.sessions for select to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()));
create policy app_ends_own on matterlock.sessions for update to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and ended_at is null and (select app.factor_is_fresh()))
  with check (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and end_reason = 'ended_by_owner');

-- And administrators after those of their colleagues.
create policy admin_reads on matterlock.trusted_devices for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('end_sessions')));
create policy admin_forgets on matterlock.trusted_devices for update to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('end_sessions')) and (select app.factor_is_fresh()))
  with check (firm_id = (select app.current_firm()) and (select app.may('end_sessions')) and forgotten_why = 'by_administrator');
create policy admin_reads on matterlock.sessions for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('end_sessions')));
create policy admin_ends on matterlock.sessions for update to matterlock_admin
  using (firm_id = (select app.current_firm()) and ended_at is null and (select app.may('end_sessions')) and (select app.factor_is_fresh()))
  with check (firm_id = (select app.current_firm()) and (select app.may('end_sessions')) and end_reason = 'ended_by_administrator');

grant select on matterlock.firm_policies to matterlock_definer;
create policy definer_reads on matterlock.firm_policies for select to matterlock_definer using (true);
grant select, update (trusted_until, forgotten_at, forgotten_why) on matterlock.trusted_devices to matterlock_definer;
create policy definer_reads on matterlock.trusted_devices for select to matterlock_definer using (true);
create policy definer_forgets on matterlock.trusted_devices for update to matterlock_definer using (true) with check (true);
grant update (expires_at) on matterlock.sessions to matterlock_definer;

alter function app.guard_session_limit() owner to matterlock_definer;
alter function app.guard_trust_limit() owner to matterlock_definer;
alter function app.after_forgetting() owner to matterlock_definer;
alter function app.after_tightening() owner to matterlock_definer;
alter function app.forget_devices(uuid, uuid, text) owner to matterlock_definer;
alter function app.after_new_credentials() owner to matterlock_definer;
alter function app.after_new_factor() owner to matterlock_definer;
