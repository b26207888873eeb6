-- Roles carry permissions by one table: that of crates/domain/src/roles.rs, which every start writes here as the owner. Policies
-- ask it by name, so what a page hides, a server function refuses and the database refuses too is one decision.

-- About the product, not about a firm. Its rows are the start's business: a migration would be a second place for them.
create table matterlock.role_permissions (
  role text not null check (role in ('administrator', 'partner', 'attorney', 'assistant', 'read_only')),
  permission text not null,
  primary key (role, permission)
);
alter table matterlock.role_permissions enable row level security;
alter table matterlock.role_permissions force row level security;
create policy owner_writes on matterlock.role_permissions to matterlock_owner using (true) with check (true);
grant select on matterlock.role_permissions to matterlock_definer, matterlock_operator;
create policy definer_reads on matterlock.role_permissions for select to matterlock_definer using (true);
create policy operator_reads on matterlock.role_permissions for select to matterlock_operator using (true);

-- A session is of one kind. That of the firm's administration has its own sign-in and lives beside the same person's office session.
alter table matterlock.sessions add column kind text not null default 'office' check (kind in ('office', 'admin'));
drop index matterlock.sessions_one_live;
create unique index sessions_one_live on matterlock.sessions (firm_id, user_id, kind) where ended_at is null;
alter table matterlock.sessions drop constraint sessions_end_reason_check;
alter table matterlock.sessions add constraint sessions_end_reason_check
  check (end_reason in ('signed_out', 'elsewhere', 'idle', 'too_old', 'role_changed', 'account_closed'));

-- Whether the role that the person has now carries the permission.
create function app.may(wanted text) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select exists (
      select from app.live_session() s
      join users u on u.firm_id = s.firm_id and u.id = s.user_id
      join role_permissions p on p.role = u.role and p.permission = wanted)
  $$;

-- Whose role or account changes, and by whom. Two who change each other queue here, and whoever comes second is asked again
-- whether they may: the statement's own look at it was taken before.
create function app.guard_people() returns trigger language plpgsql security definer
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
      if old.role = 'administrator' and old.active and not (new.role = 'administrator' and new.active)
        and not exists (
          select from users u where u.firm_id = old.firm_id and u.id <> old.id and u.role = 'administrator' and u.active) then
        raise exception 'a firm needs an administrator' using errcode = 'check_violation', constraint = 'firm_keeps_an_administrator';
      end if;
      return new;
    end
  $$;
create trigger guard_people before update of role, active on matterlock.users
  for each row when ((old.role, old.active) is distinct from (new.role, new.active)) execute function app.guard_people();

-- What dies with a role, whoever changes it: every session. Whatever else is trusted because of one dies here too.
create function app.after_change() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update sessions set ended_at = app.now(),
        end_reason = case when old.active and new.active then 'role_changed' else 'account_closed' end
      where firm_id = new.firm_id and user_id = new.id and ended_at is null;
      return null;
    end
  $$;
create trigger after_change after update of role, active on matterlock.users
  for each row when ((old.role, old.active) is distinct from (new.role, new.active)) execute function app.after_change();

alter function app.may(text) owner to matterlock_definer;
alter function app.guard_people() owner to matterlock_definer;
alter function app.after_change() owner to matterlock_definer;

set role matterlock_definer;
grant execute on function app.may(text) to matterlock_app, matterlock_admin;
grant execute on function app.live_session(), app.current_firm(), app.current_user_id(), app.factor_is_fresh() to matterlock_admin;
grant execute on function app.append_entry(text, uuid, jsonb, inet, text, text, text) to matterlock_admin;

-- A session speaks for its own kind of caller only: that of the office never for the administration, and the other way round.
create or replace function app.live_session() returns matterlock.sessions language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select s from sessions s
    join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.active
    where s.secret_hash = app.secret_hash()
      and s.kind = case current_setting('role') when 'matterlock_app' then 'office' when 'matterlock_admin' then 'admin' end
      and s.ended_at is null
      and s.last_seen_at + s.idle_after > app.now()
      and s.expires_at > app.now()
  $$;

-- As before; and the administration appends what belongs to no case.
create or replace function app.append_entry(event text, for_case uuid, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare
      s sessions; v visits; j jobs; who text;
    begin
      case current_setting('role')
        when 'matterlock_app' then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null and for_case <> all (app.my_cases())
            -- Whoever has just left a case says so last.
            and not (event = 'person_unassigned' and details ->> 'user' = s.user_id::text) then
            raise exception 'not a case of this person' using errcode = 'insufficient_privilege';
          end if;
          select u.name into who from users u where u.firm_id = s.firm_id and u.id = s.user_id;
          return app.write_entry(s.firm_id, 'user', s.user_id, who, s.id, event, for_case, details, address, address_source, device, request);
        when 'matterlock_admin' then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null then raise exception 'the administration has no cases' using errcode = 'insufficient_privilege'; end if;
          select u.name into who from users u where u.firm_id = s.firm_id and u.id = s.user_id;
          return app.write_entry(s.firm_id, 'user', s.user_id, who, s.id, event, null, details, address, address_source, device, request);
        when 'matterlock_signer' then
          v := app.live_visit();
          if v.firm_id is null then raise exception 'no live visit' using errcode = 'insufficient_privilege'; end if;
          select g.name into who from signers g where g.firm_id = v.firm_id and g.id = v.signer_id;
          return app.write_entry(v.firm_id, 'signer', v.signer_id, who, v.id, event, v.case_id, details, address, address_source, device, request);
        when 'matterlock_worker' then
          j := app.live_job();
          if j.firm_id is null then raise exception 'no live job' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(j.firm_id, 'server', null, 'Matterlock', null, event, j.case_id, details, address, address_source, device, request);
        else
          raise exception 'this role appends nothing here' using errcode = 'insufficient_privilege';
      end case;
    end
  $$;
set role matterlock_owner;

-- Every act of the office asks its own permission; whose case it is, is asked as before.
alter policy app_opens on matterlock.cases
  with check (firm_id = (select app.current_firm()) and opened_by = (select app.current_user_id()) and (select app.may('open_case')));
alter policy app_changes on matterlock.cases
  using (firm_id = (select app.current_firm()) and id = any ((select app.my_cases())::uuid[]) and (select app.may('change_case')));
alter policy app_assigns on matterlock.case_assignments
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[])
    and assigned_by = (select app.current_user_id()) and (select app.may('assign_people')));
alter policy app_unassigns on matterlock.case_assignments
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may('assign_people')));
alter policy app_writes on matterlock.parties
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may('change_case')))
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may('change_case')));
alter policy app_uploads on matterlock.documents
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[])
    and uploaded_by = (select app.current_user_id()) and (select app.may('upload_document')));
alter policy app_sends on matterlock.envelopes
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[])
    and sent_by = (select app.current_user_id()) and (select app.may('send_for_signature')));
alter policy app_voids on matterlock.envelopes
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and state = 'sent'
    and (select app.may('send_for_signature')));
alter policy app_sends on matterlock.signers
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may('send_for_signature')));
alter policy app_sends on matterlock.fields
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may('send_for_signature')));
alter policy app_queues on matterlock.jobs
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and kind = 'mail_invitation'
    and (select app.may('send_for_signature')));
alter policy app_reads on matterlock.log_entries
  using (firm_id = (select app.current_firm()) and case
    when case_id is not null then case_id = any ((select app.my_cases())::uuid[])
    else actor_id = (select app.current_user_id()) or (select app.may('read_firm_log'))
  end);
set role matterlock_definer;
drop function app.may_write();
drop function app.current_role_name();
set role matterlock_owner;

-- The firm's administration: its people, and nothing of any case. Whose own account it must not be, the trigger says. Changing
-- somebody asks for a second factor of the last five minutes.
grant execute on function app.now(), app.plain(text), app.secret_hash() to matterlock_admin;
grant select (firm_id, id, email, name, role, language, active, created_at), update (role, active) on matterlock.users to matterlock_admin;
create policy admin_reads on matterlock.users for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('manage_people')));
create policy admin_manages on matterlock.users for update to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('manage_people')) and (select app.factor_is_fresh()))
  with check (firm_id = (select app.current_firm()) and (select app.may('manage_people')));
grant insert on matterlock.letters to matterlock_admin;
create policy admin_writes on matterlock.letters for insert to matterlock_admin
  with check (firm_id = (select app.current_firm()) and (select app.may('manage_people')));
