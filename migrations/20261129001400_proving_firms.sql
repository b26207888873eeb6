-- Where the product is attacked (promise I6): two firms of kinds of their own, made at the first attack and used again by every other. What
-- happens there stands in their logs for ever, as everywhere; so there is one pair, and not one a run: docs/decisions/0020-the-attack.md.

alter table matterlock.firms
  drop constraint firms_kind_check,
  add constraint firms_kind_check check (kind in ('firm', 'installation', 'proving_a', 'proving_b'));
create unique index firms_one_proving_pair on matterlock.firms (kind) where kind in ('proving_a', 'proving_b');

-- Who works there works nowhere else, and nobody else there: by the same keys as operators. Invitations lead to firms and to the
-- installation only, so nobody joins.
alter table matterlock.users
  drop constraint users_in_their_house,
  drop column house,
  add column proving text check (proving in ('proving_a', 'proving_b')),
  add constraint users_prove_no_operator check (proving is null or role <> 'operator'),
  add column house text not null
    generated always as (coalesce(proving, case role when 'operator' then 'installation' else 'firm' end)) stored,
  add constraint users_in_their_house foreign key (firm_id, house) references matterlock.firms (id, kind);

create function app.is_proving(firm uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select exists (select from firms f where f.id = firm and f.kind in ('proving_a', 'proving_b')) $$;

-- No mail leaves from there: what would be mailed is done as soon as it is queued.
create function app.mail_nobody() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if app.is_proving(new.firm_id) then new.finished_at := app.now(); end if;
      return new;
    end
  $$;
create trigger mail_nobody before insert on matterlock.jobs
  for each row when (new.kind in ('mail_invitation', 'mail_letter')) execute function app.mail_nobody();

-- And nobody comes in by the door, whatever they know: its sessions the attack begins by itself.
create function app.nobody_signs_in() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if app.is_proving(new.firm_id) then
        raise exception 'nobody signs in at a proving firm' using errcode = 'check_violation', constraint = 'nobody_signs_in_to_prove';
      end if;
      return new;
    end
  $$;
create trigger nobody_signs_in before insert on matterlock.challenges for each row execute function app.nobody_signs_in();
create trigger nobody_signs_in before insert on matterlock.trusted_devices for each row execute function app.nobody_signs_in();

-- Opens both for a run, as they were made, whatever the last one left; and closes them, which ends every session there. A run that was
-- killed half-way leaves them open until its sessions are idle, or the next one comes.
create function app.open_proving_firms() returns void language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    update users set active = false where proving is not null and active;
    update firm_policies p set untrusted_hours = 12, trusted_days = 7, passkey_required = false where app.is_proving(p.firm_id);
    update users set active = true where proving is not null;
  $$;
create function app.close_proving_firms() returns void language sql security definer
  set search_path = matterlock, pg_temp
  as $$ update users set active = false where proving is not null and active $$;

grant update (active) on matterlock.users to matterlock_definer;
create policy definer_proves on matterlock.users for update to matterlock_definer using (proving is not null) with check (proving is not null);
grant update (untrusted_hours, trusted_days, passkey_required) on matterlock.firm_policies to matterlock_definer;
create policy definer_proves on matterlock.firm_policies for update to matterlock_definer
  using (app.is_proving(firm_id)) with check (app.is_proving(firm_id));
-- From where the first of the two opens its console, so that there is something to find out.
grant insert on matterlock.console_networks to matterlock_auth;
create policy auth_proves on matterlock.console_networks for insert to matterlock_auth with check (app.is_proving(firm_id));
grant execute on function app.is_proving(uuid) to matterlock_auth, matterlock_definer;

alter function app.is_proving(uuid) owner to matterlock_definer;
alter function app.mail_nobody() owner to matterlock_definer;
alter function app.nobody_signs_in() owner to matterlock_definer;
alter function app.open_proving_firms() owner to matterlock_definer;
alter function app.close_proving_firms() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.open_proving_firms(), app.close_proving_firms() to matterlock_auth;
-- As before; and a proving firm closes with its last administrator.
create or replace function app.guard_people() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('people of ' || old.firm_id, 0));
      if current_setting('role') = 'matterlock_admin' then
        if app.may('manage_people') is not true then
          raise exception 'not an administrator any more' using errcode = 'insufficient_privilege', constraint = 'people_are_an_administrators';
        end if;
        if old.id = app.current_user_id() then
          raise exception 'nobody changes their own account' using errcode = 'check_violation', constraint = 'nobody_changes_their_own_account';
        end if;
      end if;
      if old.proving is null and app.administers(old.role) and old.active and not (app.administers(new.role) and new.active)
        and not exists (
          select from users u where u.firm_id = old.firm_id and u.id <> old.id and app.administers(u.role) and u.active) then
        raise exception 'a firm needs an administrator' using errcode = 'check_violation', constraint = 'firm_keeps_an_administrator';
      end if;
      return new;
    end
  $$;
set role matterlock_owner;

-- What came of each run. About the installation; of the proving firms it names what got through, and nothing of any other.
create table matterlock.attack_runs (
  id uuid primary key,
  form text not null check (form in ('short', 'long')),
  seed bigint not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  http bigint not null check (http >= 0),
  sql bigint not null check (sql >= 0),
  held_back bigint not null check (held_back >= 0),
  endpoints bigint not null check (endpoints >= 0),
  leaked bigint not null check (leaked >= 0),
  leaks jsonb not null
);
create index attack_runs_latest on matterlock.attack_runs (form, finished_at desc);
alter table matterlock.attack_runs enable row level security;
alter table matterlock.attack_runs force row level security;
grant select on matterlock.attack_runs to matterlock_auth, matterlock_operator, matterlock_admin;
grant insert, delete on matterlock.attack_runs to matterlock_operator;
create policy everybody_reads on matterlock.attack_runs for select to matterlock_auth, matterlock_operator using (true);
create policy admin_reads on matterlock.attack_runs for select to matterlock_admin using ((select app.may('run_checks')));
create policy operator_writes on matterlock.attack_runs for insert to matterlock_operator with check (true);
create policy operator_forgets on matterlock.attack_runs for delete to matterlock_operator using (true);
