-- What somebody could find out or write who can run any SQL as a role of the application. No request came near it.

-- The name of an object in the store was unique over all firms: whoever wrote a row with another firm's name was told whether it is there, and
-- had a row that led to an object of theirs. Now it follows from the row's own key, as the product has always written it.
alter table matterlock.documents
  drop constraint documents_object_name_key,
  add constraint documents_names_its_own_objects
    check (object_name = 'documents/' || firm_id || '/' || id and text_object_name = 'texts/' || firm_id || '/' || id);

set role matterlock_definer;
-- As before, but that whoever leaves a case says so before they leave. The exception for having just left let colleagues write into the log
-- of cases that they were never assigned to, and told them which there are.
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
          if for_case is not null and for_case <> all (app.my_cases())
            and not (event = 'glass_ended' and exists (
              select from broken_glass g
              where g.firm_id = s.firm_id and g.case_id = for_case and g.user_id = s.user_id and g.ended_by = s.user_id and g.ended_at = app.now())) then
            raise exception 'not a case of this person' using errcode = 'insufficient_privilege';
          end if;
          return app.write_entry(s.firm_id, 'user', s.user_id, s.id, event, for_case, details, origin, address_source, request);
        when current_setting('role') in ('matterlock_admin', 'matterlock_operator') then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null then raise exception 'the console has no cases' using errcode = 'insufficient_privilege'; end if;
          return app.write_console_entry(s.firm_id, 'user', s.user_id, s.id, event, details, origin, address_source, request);
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

-- A firm's administrator could ask who of another firm has a second factor, and from where its console opens. Whoever signs somebody in asks
-- about people of any firm.
create or replace function app.has_second_factor(firm uuid, person uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select (current_setting('role') = 'matterlock_auth' or firm = app.current_firm())
      and (exists (select from authenticators a where a.firm_id = firm and a.user_id = person and a.confirmed_at is not null)
        or exists (select from passkeys p where p.firm_id = firm and p.user_id = person))
  $$;
revoke execute on function app.console_opens_from(uuid, inet) from matterlock_admin;
set role matterlock_owner;
