-- One order of locks, versions of parties, the firm's own days, and whoever is taken off a case hears of it.

-- The case's row before the log's head: whoever changes a case holds its row already when the entry is written.
-- The other way round, two who write in one case can wait for each other.
set role matterlock_definer;
create or replace function app.write_entry(
  firm uuid, kind text, who_id uuid, who text, session uuid,
  event text, for_case uuid, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare entry_number bigint;
    begin
      if for_case is not null then
        update cases set last_activity_at = app.now() where firm_id = firm and id = for_case;
      end if;
      insert into log_heads as h (firm_id, last) values (firm, 1)
        on conflict (firm_id) do update set last = h.last + 1 returning last into entry_number;
      insert into log_entries (firm_id, number, at, actor_kind, actor_id, actor, event, case_id, details, address, address_source, device, session_id, request)
        values (firm, entry_number, app.now(), kind, who_id, who, event, for_case, details, address, address_source, device, session, request);
      -- Ids only: who hears it asks again and sees what the policies let them see.
      perform pg_notify('matterlock', json_build_object('firm', firm, 'case', for_case)::text);
      return entry_number;
    end
  $$;
set role matterlock_owner;

-- Of two who change a party on what they read before, the second is told.
alter table matterlock.parties add column version int not null default 1;
grant update (version) on matterlock.parties to matterlock_app;

-- A firm's days begin and end where it works.
alter table matterlock.firms add column time_zone text not null default 'America/Costa_Rica';
grant select (time_zone) on matterlock.firms to matterlock_worker;

-- Whoever is taken off a case no longer hears of the case, but of that.
create function app.tell_taken_off() returns trigger language plpgsql
  as $$ begin perform pg_notify('matterlock', json_build_object('firm', old.firm_id, 'user', old.user_id)::text); return null; end $$;
create trigger tell_taken_off after delete on matterlock.case_assignments for each row execute function app.tell_taken_off();
