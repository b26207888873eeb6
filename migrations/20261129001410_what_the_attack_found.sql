-- What the attack (promise I6) found when it first ran, of somebody who can run any SQL as a role of the application. No request came near it.

-- The name of an object in the store holds the ids of firm and document, and was unique over all firms: whoever wrote a row with another
-- firm's name was told whether it is there.
alter table matterlock.documents
  drop constraint documents_object_name_key,
  add constraint documents_object_name_key unique (firm_id, object_name);

set role matterlock_definer;
-- Whoever leaves a case says so before: the exception for having just left let colleagues write into the log of cases that they were never
-- assigned to, and told them with it which there are.
do $$
declare before text := pg_get_functiondef('app.append_entry'::regproc); after text;
begin
  after := regexp_replace(before, '\s+-- Whoever has just left a case says so last\.\s+and not \(event = ''person_unassigned'' and details ->> ''user'' = s\.user_id::text\)', '');
  if after = before then raise exception 'app.append_entry() is not as this migration knows it'; end if;
  execute after;
end
$$;

-- Another firm's administrator could ask who of a firm has a second factor, and from where its console opens.
create or replace function app.has_second_factor(firm uuid, person uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select (current_setting('role') <> 'matterlock_admin' or firm = app.current_firm())
      and (exists (select from authenticators a where a.firm_id = firm and a.user_id = person and a.confirmed_at is not null)
        or exists (select from passkeys p where p.firm_id = firm and p.user_id = person))
  $$;
revoke execute on function app.console_opens_from(uuid, inet) from matterlock_admin;
set role matterlock_owner;
