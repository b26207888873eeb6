-- Erasure of a person, legal holds that block it, and what stays erased: docs/decisions/0022-erasure.md.

-- A case on which nothing may be lost that it needs: a dispute, an order of a court. While it stands, nobody in the case is erased.
create table matterlock.case_holds (
  firm_id uuid not null,
  case_id uuid not null,
  placed_by uuid not null,
  placed_at timestamptz not null default app.now(),
  reason text not null check (length(reason) between 10 and 500),
  primary key (firm_id, case_id),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id),
  foreign key (firm_id, placed_by) references matterlock.users (firm_id, id)
);

-- Who had somebody erased, when, and on what ground, in their words, which name nobody: they stay. Counts what was left because it is evidence of a signature.
create table matterlock.erasures (
  firm_id uuid not null references matterlock.firms (id),
  id uuid not null,
  at timestamptz not null default app.now(),
  erased_by uuid not null,
  ground text not null check (length(ground) between 10 and 500),
  kept int not null default 0 check (kept >= 0),
  primary key (firm_id, id),
  foreign key (firm_id, erased_by) references matterlock.users (firm_id, id)
);
create index erasures_latest on matterlock.erasures (firm_id, at desc);
-- What was erased: ids, and nothing of what stood there.
create table matterlock.erased_subjects (
  firm_id uuid not null,
  subject_id uuid not null,
  erasure_id uuid not null,
  kind text not null check (kind in ('colleague', 'party', 'signer', 'invitation')),
  primary key (firm_id, subject_id),
  foreign key (firm_id, erasure_id) references matterlock.erasures (firm_id, id)
);
create index erased_subjects_erasure on matterlock.erased_subjects (firm_id, erasure_id);
-- Parties whose row is gone stand in the log still.
create index log_entries_parties on matterlock.log_entries (firm_id, (details ->> 'party'))
  where event in ('party_added', 'party_changed', 'party_removed');
create index console_entries_erasures on matterlock.console_entries (firm_id, (details ->> 'erasure')) where event = 'person_erased';

alter table matterlock.case_holds enable row level security;
alter table matterlock.case_holds force row level security;
alter table matterlock.erasures enable row level security;
alter table matterlock.erasures force row level security;
alter table matterlock.erased_subjects enable row level security;
alter table matterlock.erased_subjects force row level security;

-- What an erasure leaves is as lasting as the log.
create trigger append_only before update or delete on matterlock.erasures for each row execute function app.refuse_change();
create trigger append_only before update or delete on matterlock.erased_subjects for each row execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.erasures
  for each statement execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.erased_subjects
  for each statement execute function app.refuse_change();
alter table matterlock.erasures enable always trigger append_only, enable always trigger append_only_statement;
alter table matterlock.erased_subjects enable always trigger append_only, enable always trigger append_only_statement;

-- Holds and erasures of a firm queue here, so that each sees what the other has done.
create function app.one_hold_or_erasure(firm uuid) returns void language sql
  as $$ select pg_advisory_xact_lock(hashtextextended('holds and erasures of ' || firm, 0)) $$;

-- Whether a case under hold knows somebody: as one of its people, or anywhere in its log.
create function app.is_held(firm uuid, subject uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select exists (
      select from case_holds h
      where h.firm_id = firm and (
        exists (select from parties p where p.firm_id = firm and p.case_id = h.case_id and p.id = subject)
        or exists (select from signers g where g.firm_id = firm and g.case_id = h.case_id and subject in (g.id, g.party_id))
        or exists (select from case_assignments a where a.firm_id = firm and a.case_id = h.case_id and a.user_id = subject)
        or exists (select from log_entries l where l.firm_id = firm and l.case_id = h.case_id
          and (l.actor_id = subject or jsonb_path_exists(l.details, '$.*.of ? (@ == $subject)', jsonb_build_object('subject', subject))))))
  $$;

create function app.is_erased(firm uuid, subject uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select exists (select from erased_subjects e where e.firm_id = firm and e.subject_id = subject) $$;

create function app.guard_hold() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$ begin perform app.one_hold_or_erasure(coalesce(new.firm_id, old.firm_id)); return coalesce(new, old); end $$;
create trigger guard_hold before insert or delete on matterlock.case_holds for each row execute function app.guard_hold();

-- A key of the log is destroyed by an erasure and in no other way, never while a hold stands, and never comes back. Whoever wraps it anew keeps it.
create function app.guard_log_key() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if tg_op = 'INSERT' then
        if new.wrapped is not null or app.is_erased(new.firm_id, new.subject_id) then return new; end if;
      elsif tg_op = 'UPDATE' then
        if (new.firm_id, new.subject_id) = (old.firm_id, old.subject_id) then
          if new.wrapped = old.wrapped or new.wrapped is not null and old.wrapped is not null and new.key_version > old.key_version then return new; end if;
          if app.is_held(old.firm_id, old.subject_id) then
            raise exception 'a legal hold keeps it' using errcode = 'check_violation', constraint = 'held_is_not_erased';
          end if;
          if new.wrapped is null and app.is_erased(old.firm_id, old.subject_id) then return new; end if;
        end if;
      end if;
      raise exception 'a key of the log is destroyed by an erasure, and for good' using errcode = 'insufficient_privilege';
    end
  $$;
create trigger guard_log_key before insert or update or delete on matterlock.log_keys for each row execute function app.guard_log_key();
create trigger log_keys_stay before truncate on matterlock.log_keys for each statement execute function app.refuse_change();
alter table matterlock.log_keys enable always trigger guard_log_key, enable always trigger log_keys_stay;

-- Who may not be erased, whatever statement asks: whoever a hold covers, whoever still works here or has something under way, and a signer whose
-- signature stands in a completed document.
create function app.guard_erasure() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare refused text;
    begin
      refused := app.kept_by(new.firm_id, new.subject_id);
      if refused is not null then
        raise exception 'not to be erased: %', refused using errcode = 'check_violation', constraint = refused || '_is_not_erased';
      end if;
      return new;
    end
  $$;
-- What keeps somebody from being erased, in one word; null where nothing does.
create function app.kept_by(firm uuid, subject uuid) returns text language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select case
      when exists (select from users u where u.firm_id = firm and u.id = subject and u.active and app.let_in(firm, u.id))
        or exists (select from account_links l join users u on u.firm_id = l.firm_id and lower(u.email) = lower(l.email)
          where l.firm_id = firm and l.id = subject and l.used_at is not null and u.active) then 'live'
      when app.is_held(firm, subject) then 'held'
      when exists (select from envelopes e join signers g on g.firm_id = e.firm_id and g.envelope_id = e.id
        where e.firm_id = firm and e.state in ('sent', 'signed') and subject in (g.id, g.party_id, e.sent_by)) then 'open'
      when exists (select from envelopes e join signers g on g.firm_id = e.firm_id and g.envelope_id = e.id
        where e.firm_id = firm and e.state = 'completed' and g.id = subject) then 'evidence'
    end
  $$;
create trigger guard_erasure before insert on matterlock.erased_subjects for each row execute function app.guard_erasure();
alter table matterlock.erased_subjects enable always trigger guard_erasure;

-- An erasure that is not in the log is none. Asked at the end, because the entry comes last.
create function app.erasure_is_logged() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if not exists (select from console_entries l
        where l.firm_id = new.firm_id and l.event = 'person_erased' and l.details ->> 'erasure' = new.id::text and l.actor_id = new.erased_by) then
        raise exception 'an erasure stands in the log' using errcode = 'check_violation', constraint = 'erasure_is_logged';
      end if;
      return null;
    end
  $$;
create constraint trigger erasure_is_logged after insert on matterlock.erasures
  deferrable initially deferred for each row execute function app.erasure_is_logged();

-- What was erased is not written anew, whoever read it before: a colleague, a party, a signer or an invitation stays blackened.
create function app.stay_erased() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare row jsonb := to_jsonb(new);
    begin
      if app.is_erased(new.firm_id, new.id) and (row ->> 'name' <> '█████'
        or coalesce(row ->> 'email', '') not in ('', new.id || '@erased.invalid')
        or coalesce(row ->> 'phone', '') <> ''
        or coalesce((row ->> 'active')::boolean, false)) then
        raise exception 'erased for good' using errcode = 'check_violation', constraint = 'erased_stays_erased';
      end if;
      return new;
    end
  $$;
create trigger stay_erased before update on matterlock.users for each row execute function app.stay_erased();
create trigger stay_erased before update on matterlock.parties for each row execute function app.stay_erased();
create trigger stay_erased before update on matterlock.signers for each row execute function app.stay_erased();
create trigger stay_erased before update on matterlock.account_links for each row execute function app.stay_erased();
-- Nobody is asked to sign by the name of a party that is erased meanwhile.
create function app.no_signer_of_erased() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform 1 from parties p where p.firm_id = new.firm_id and p.id = new.party_id for share;
      if app.is_erased(new.firm_id, new.party_id) then
        raise exception 'erased for good' using errcode = 'check_violation', constraint = 'erased_stays_erased';
      end if;
      return new;
    end
  $$;
create trigger no_signer_of_erased before insert on matterlock.signers
  for each row when (new.party_id is not null) execute function app.no_signer_of_erased();

-- Whom a firm's administrator finds by their exact name or mail address, to be erased. Nobody of a case that they are walled off from.
create function app.find_to_erase(wanted text)
  returns table (kind text, id uuid, name text, email text, since timestamptz, kept text) language plpgsql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if not (app.may('erase_people') and app.factor_is_fresh()) then
        raise exception 'this session erases nobody' using errcode = 'insufficient_privilege', constraint = 'erasing_is_an_administrators';
      end if;
      return query
        select f.kind, f.id, f.name, f.email, f.since, app.kept_by(s.firm_id, f.id)
        from (
          select 'colleague' as kind, u.id, u.name, u.email, u.created_at as since from users u where u.firm_id = s.firm_id
          union all
          select 'party', p.id, p.name, p.email, p.created_at from parties p where p.firm_id = s.firm_id and not app.is_walled_off(s, p.case_id)
          union all
          select 'signer', g.id, g.name, g.email, e.sent_at from signers g join envelopes e on e.firm_id = g.firm_id and e.id = g.envelope_id
            where g.firm_id = s.firm_id and not app.is_walled_off(s, g.case_id)
          union all
          select 'invitation', l.id, l.name, l.email, l.made_at from account_links l where l.firm_id = s.firm_id and l.kind = 'invitation'
        ) f
        where (app.plain(f.name) = app.plain(wanted) or lower(f.email) = lower(wanted)
            -- Whoever was let in by support access is found by the name that the request has.
            or f.kind = 'colleague' and exists (select from support g join users u on u.firm_id = g.firm_id and u.support_id = g.id
              where u.firm_id = s.firm_id and u.id = f.id and app.plain(g.operator_name) = app.plain(wanted)))
          and not app.is_erased(s.firm_id, f.id)
        order by f.since, f.id
        limit 201;
    end
  $$;
-- The parties that were removed from cases, so many after one of them, each with the entries about it: only the log knows what they were called,
-- and opens it for whoever asks with its keys.
create function app.removed_to_erase(after text, most int) returns table (id uuid, at timestamptz, details jsonb[])
  language plpgsql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if not (app.may('erase_people') and app.factor_is_fresh()) then
        raise exception 'this session erases nobody' using errcode = 'insufficient_privilege', constraint = 'erasing_is_an_administrators';
      end if;
      return query
        select r.party::uuid, r.removed, array(
          select l.details from log_entries l
          where l.firm_id = s.firm_id and l.details ->> 'party' = r.party and l.event in ('party_added', 'party_changed', 'party_removed')
          order by l.number)
        from (
          select l.details ->> 'party' as party, max(l.at) as removed
          from log_entries l
          where l.firm_id = s.firm_id and l.event = 'party_removed' and l.details ->> 'party' > after and not app.is_walled_off(s, l.case_id)
            and not app.is_erased(s.firm_id, (l.details ->> 'party')::uuid)
          group by l.details ->> 'party' order by l.details ->> 'party' limit most
        ) r
        order by r.party;
    end
  $$;
-- What keeps some of them from being erased, in one word; null where nothing does.
create function app.removed_kept_by(wanted uuid[]) returns table (id uuid, kept text) language plpgsql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if not (app.may('erase_people') and app.factor_is_fresh()) then
        raise exception 'this session erases nobody' using errcode = 'insufficient_privilege', constraint = 'erasing_is_an_administrators';
      end if;
      return query
        select w.party, app.kept_by(s.firm_id, w.party) from unnest(wanted) as w (party)
        where exists (select from log_entries l where l.firm_id = s.firm_id and l.event = 'party_removed' and l.details ->> 'party' = w.party::text
          and not app.is_walled_off(s, l.case_id));
    end
  $$;
create function app.is_walled_off(s matterlock.sessions, of_case uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select exists (select from case_walls w where w.firm_id = s.firm_id and w.case_id = of_case and w.user_id = s.user_id) $$;

-- A text as the whole words and mail addresses in it, without accents and capitals, each between two blanks.
create function app.whole_words(value text) returns text language sql immutable parallel safe
  as $$
    select ' ' || string_agg(w.found[1], ' ' order by w.place) || ' '
    from regexp_matches(app.plain(value), '[[:alnum:]]+(?:[@._+-]+[[:alnum:]]+)*', 'g') with ordinality as w (found, place)
  $$;
-- Whether a text looks for somebody: it has one of these names or addresses whole, or is nothing but words of one.
create function app.looks_for(value text, names text[]) returns boolean language sql immutable parallel safe
  as $$
    select exists (
      select from app.whole_words(value) as said, unnest(names) as n (name), app.whole_words(n.name) as named
      where position(named in said) > 0
        or length(trim(said)) > 2 and string_to_array(trim(said), ' ') <@ string_to_array(trim(named), ' '))
  $$;

-- Erases people: destroys their keys of the log, and blackens or removes what stands of them elsewhere, as docs/decisions/0022-erasure.md lists it.
-- All of it or nothing. What is erased with them, such as the invitation that a colleague came by, is found here. Whoever calls writes the entry,
-- with how many filters of other people went.
create function app.erase(erasure uuid, why text, wanted uuid[])
  returns table (kind text, subjects uuid[], others_filters int) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    #variable_conflict use_column
    declare
      s sessions := app.live_session();
      firm uuid := s.firm_id;
      all_ids uuid[]; names text[]; evidence int; others int;
    begin
      if not (app.may('erase_people') and app.factor_is_fresh()) then
        raise exception 'this session erases nobody' using errcode = 'insufficient_privilege', constraint = 'erasing_is_an_administrators';
      end if;
      perform app.one_hold_or_erasure(firm);
      -- Whoever changes one of them at this moment has done so, or is refused afterwards.
      perform 1 from users where firm_id = firm and id = any (wanted) order by id for no key update;
      perform 1 from parties where firm_id = firm and id = any (wanted) order by id for no key update;
      perform 1 from signers where firm_id = firm and (id = any (wanted) or party_id = any (wanted)) order by id for no key update;
      perform 1 from account_links where firm_id = firm and kind = 'invitation' and id = any (wanted) order by id for no key update;

      if exists (
        select from unnest(wanted) as w (id) where not (
          exists (select from users u where u.firm_id = firm and u.id = w.id)
          or exists (select from parties p where p.firm_id = firm and p.id = w.id and not app.is_walled_off(s, p.case_id))
          or exists (select from signers g where g.firm_id = firm and g.id = w.id and not app.is_walled_off(s, g.case_id))
          or exists (select from account_links l where l.firm_id = firm and l.id = w.id and l.kind = 'invitation')
          or exists (select from log_entries l where l.firm_id = firm and l.event = 'party_removed' and l.details ->> 'party' = w.id::text
            and not app.is_walled_off(s, l.case_id)))
          or app.is_erased(firm, w.id)) or cardinality(wanted) = 0 then
        raise exception 'nobody to erase' using errcode = 'no_data_found', constraint = 'somebody_is_erased';
      end if;

      -- What a signature stands on stays, where it is only found with its party.
      select count(*) into evidence from signers g
        where g.firm_id = firm and g.party_id = any (wanted) and g.id <> all (wanted) and app.kept_by(firm, g.id) = 'evidence';
      insert into erasures (firm_id, id, erased_by, ground, kept) values (firm, erasure, s.user_id, why, evidence);
      insert into erased_subjects (firm_id, subject_id, erasure_id, kind)
        select firm, f.id, erasure, f.kind from (
          select u.id, 'colleague' as kind from users u where u.firm_id = firm and u.id = any (wanted)
          union all
          select p.id, 'party' from parties p where p.firm_id = firm and p.id = any (wanted)
          union all
          select w.id, 'party' from unnest(wanted) as w (id) where exists (
            select from log_entries l where l.firm_id = firm and l.event = 'party_removed' and l.details ->> 'party' = w.id::text)
          union all
          select g.id, 'signer' from signers g where g.firm_id = firm
            and (g.id = any (wanted) or (g.party_id = any (wanted) and app.kept_by(firm, g.id) is distinct from 'evidence'))
          union all
          select l.id, 'invitation' from account_links l where l.firm_id = firm and l.kind = 'invitation'
            and (l.id = any (wanted) or lower(l.email) in (select lower(u.email) from users u where u.firm_id = firm and u.id = any (wanted)))
        ) f
        where not app.is_erased(firm, f.id) order by f.id;
      select array_agg(e.subject_id) into all_ids from erased_subjects e where e.firm_id = firm and e.erasure_id = erasure;

      -- The keys. Where none was made yet, a place is taken that nobody fills: whoever writes of them at this moment gets none any more.
      insert into log_keys as k (firm_id, subject_id, key_version, wrapped, erased_at)
        select firm, x.id, (select max(version) from firm_keys f where f.firm_id = firm), null, app.now()
        from unnest(all_ids) as x (id) order by x.id
        on conflict (firm_id, subject_id) do update set wrapped = null, erased_at = app.now();

      -- What others keep to find them by.
      select array_agg(distinct app.plain(n.value)) into names from (
        select u.name as value from users u where u.firm_id = firm and u.id = any (all_ids)
        union all select u.email from users u where u.firm_id = firm and u.id = any (all_ids)
        union all select g.operator_name from support g join users u on u.firm_id = g.firm_id and u.support_id = g.id
          where u.firm_id = firm and u.id = any (all_ids)
        union all select p.name from parties p where p.firm_id = firm and p.id = any (all_ids)
        union all select p.email from parties p where p.firm_id = firm and p.id = any (all_ids)
        union all select g.name from signers g where g.firm_id = firm and g.id = any (all_ids)
        union all select g.email from signers g where g.firm_id = firm and g.id = any (all_ids)
        union all select l.name from account_links l where l.firm_id = firm and l.id = any (all_ids)
        union all select l.email from account_links l where l.firm_id = firm and l.id = any (all_ids)
      ) n where n.value <> '';
      delete from saved_log_filters f where f.firm_id = firm and f.user_id = any (all_ids);
      delete from saved_log_filters f where f.firm_id = firm and (app.looks_for(f.filter ->> 'text', names) or app.looks_for(f.name, names));
      get diagnostics others = row_count;
      -- A letter is done with once it is mailed, and what waits for somebody who is erased is not to be mailed.
      delete from jobs j using letters l where j.firm_id = firm and l.firm_id = firm and j.letter_id = l.id
        and (l.user_id = any (all_ids) or l.account_link_id = any (all_ids)
          or (app.plain(l.notice ->> 'by') = any (names) or app.plain(l.notice ->> 'operator') = any (names)) and j.finished_at is not null);
      delete from letters l where l.firm_id = firm and not exists (select from jobs j where j.firm_id = firm and j.letter_id = l.id)
        and (l.user_id = any (all_ids) or l.account_link_id = any (all_ids) or app.plain(l.notice ->> 'by') = any (names)
          or app.plain(l.notice ->> 'operator') = any (names));

      -- A colleague: who they were, what they signed in with, and from where.
      update setup_links x set email = null, proof_hash = null, proof_expires_at = null
        where x.used_at is not null
          and lower(x.email) in (select lower(u.email) from users u where u.firm_id = firm and u.id = any (all_ids));
      -- Whoever was let in by support access, and what else that operator asked of the firm.
      update support g set operator_name = '█████' where g.firm_id = firm and g.operator_id in (
        select x.operator_id from support x join users u on u.firm_id = x.firm_id and u.support_id = x.id where u.firm_id = firm and u.id = any (all_ids));
      update users set name = '█████', email = id || '@erased.invalid', password_hash = '$argon2id$v=19$m=19456,t=2,p=1$erased', active = false
        where firm_id = firm and id = any (all_ids) and support_id is not null;
      update users set name = '█████', email = id || '@erased.invalid', password_hash = '$argon2id$v=19$m=19456,t=2,p=1$erased'
        where firm_id = firm and id = any (all_ids) and support_id is null;
      delete from recovery_codes where firm_id = firm and user_id = any (all_ids);
      delete from passkeys where firm_id = firm and user_id = any (all_ids);
      delete from authenticators where firm_id = firm and user_id = any (all_ids);
      update sessions set address = null, device = '' where firm_id = firm and user_id = any (all_ids);
      update challenges set address = null, device = '' where firm_id = firm and user_id = any (all_ids);
      update trusted_devices set address = null, device = '' where firm_id = firm and user_id = any (all_ids);
      update alerts set acknowledged_name = '█████' where acknowledged_by = any (all_ids);
      -- Whoever signed was told by whom they were asked: that stays with what they signed.
      update envelopes set sender_name = '█████' where firm_id = firm and sent_by = any (all_ids) and state <> 'completed';

      update parties set name = '█████', email = '', phone = '', version = version + 1 where firm_id = firm and id = any (all_ids);

      update jobs j set last_error = null from signers g
        where j.firm_id = firm and g.firm_id = firm and g.envelope_id = j.envelope_id and g.id = any (all_ids);
      update envelopes e set message = '', close_reason = case when e.state = 'declined' then '' else e.close_reason end from signers g
        where e.firm_id = firm and g.firm_id = firm and g.envelope_id = e.id and g.id = any (all_ids);
      update signers set name = '█████', email = '', draft = null, mark = null where firm_id = firm and id = any (all_ids);
      update visits set address = null, device = '', ended_at = coalesce(ended_at, app.now()) where firm_id = firm and signer_id = any (all_ids);

      update account_links l set name = '█████', email = id || '@erased.invalid',
          withdrawn_at = case when l.used_at is null then coalesce(l.withdrawn_at, app.now()) else l.withdrawn_at end
        where l.firm_id = firm and l.id = any (all_ids);

      -- Every server process drops the keys that it holds.
      perform pg_notify('matterlock', json_build_object('firm', firm, 'erased', x.id)::text) from unnest(all_ids) as x (id);
      return query select e.kind, array_agg(e.subject_id order by e.subject_id), others from erased_subjects e
        where e.firm_id = firm and e.erasure_id = erasure group by e.kind order by e.kind;
    end
  $$;

-- Every erasure of the installation, to be done again after a backup from before it is restored: ids only, for the terminal.
create function app.all_erasures() returns table (firm uuid, erasure uuid, at timestamptz, kind text, subject uuid)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select e.firm_id, e.id, e.at, x.kind, x.subject_id
    from erasures e join erased_subjects x on x.firm_id = e.firm_id and x.erasure_id = e.id
    order by e.at, e.firm_id, e.id, x.subject_id
  $$;

-- The definer's part.
grant select on matterlock.case_holds, matterlock.parties to matterlock_definer;
grant select, insert on matterlock.erasures, matterlock.erased_subjects to matterlock_definer;
grant update (wrapped, erased_at) on matterlock.log_keys to matterlock_definer;
grant update (name, email, password_hash) on matterlock.users to matterlock_definer;
grant update (operator_name) on matterlock.support to matterlock_definer;
grant update (address, device) on matterlock.sessions, matterlock.challenges, matterlock.trusted_devices to matterlock_definer;
grant update (address, device, ended_at) on matterlock.visits to matterlock_definer;
grant update (name, email, phone, version) on matterlock.parties to matterlock_definer;
grant update (name, email, draft, mark) on matterlock.signers to matterlock_definer;
grant update (sender_name, message, close_reason) on matterlock.envelopes to matterlock_definer;
grant update (name, email) on matterlock.account_links to matterlock_definer;
grant select, update (email, proof_hash, proof_expires_at) on matterlock.setup_links to matterlock_definer;
grant select, delete on matterlock.saved_log_filters to matterlock_definer;
grant delete on matterlock.letters, matterlock.jobs to matterlock_definer;
create policy definer_reads on matterlock.case_holds for select to matterlock_definer using (true);
create policy definer_reads on matterlock.parties for select to matterlock_definer using (true);
create policy definer_erases on matterlock.erasures to matterlock_definer using (true) with check (true);
create policy definer_erases on matterlock.erased_subjects to matterlock_definer using (true) with check (true);
create policy definer_destroys on matterlock.log_keys for update to matterlock_definer using (true) with check (true);
create policy definer_erases on matterlock.users for update to matterlock_definer
  using (not active or not app.let_in(firm_id, id)) with check (not active);
create policy definer_erases on matterlock.visits for update to matterlock_definer using (true) with check (true);
create policy definer_erases on matterlock.parties for update to matterlock_definer using (true) with check (true);
create policy definer_erases on matterlock.signers for update to matterlock_definer using (true) with check (true);
create policy definer_erases on matterlock.envelopes for update to matterlock_definer using (state not in ('sent', 'signed')) with check (true);
create policy definer_erases on matterlock.setup_links to matterlock_definer using (true) with check (true);
create policy definer_erases on matterlock.saved_log_filters to matterlock_definer using (true) with check (true);
create policy definer_erases on matterlock.letters for delete to matterlock_definer using (true);

grant execute on function app.one_hold_or_erasure(uuid), app.plain(text), app.whole_words(text), app.looks_for(text, text[]) to matterlock_definer;
alter function app.is_held(uuid, uuid) owner to matterlock_definer;
alter function app.is_erased(uuid, uuid) owner to matterlock_definer;
alter function app.kept_by(uuid, uuid) owner to matterlock_definer;
alter function app.is_walled_off(matterlock.sessions, uuid) owner to matterlock_definer;
alter function app.guard_hold() owner to matterlock_definer;
alter function app.guard_log_key() owner to matterlock_definer;
alter function app.guard_erasure() owner to matterlock_definer;
alter function app.erasure_is_logged() owner to matterlock_definer;
alter function app.stay_erased() owner to matterlock_definer;
alter function app.no_signer_of_erased() owner to matterlock_definer;
alter function app.find_to_erase(text) owner to matterlock_definer;
alter function app.removed_to_erase(text, int) owner to matterlock_definer;
alter function app.removed_kept_by(uuid[]) owner to matterlock_definer;
alter function app.erase(uuid, text, uuid[]) owner to matterlock_definer;
alter function app.all_erasures() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.is_held(uuid, uuid), app.is_erased(uuid, uuid), app.kept_by(uuid, uuid), app.is_walled_off(matterlock.sessions, uuid)
  to matterlock_definer;
grant execute on function app.find_to_erase(text), app.removed_to_erase(text, int), app.removed_kept_by(uuid[]), app.erase(uuid, text, uuid[])
  to matterlock_admin;
grant execute on function app.all_erasures() to matterlock_operator;

-- As before; and whoever is erased keeps none.
create or replace function app.keep_a_factor() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('factors of ' || old.user_id, 0));
      if not app.is_erased(old.firm_id, old.user_id)
        and not exists (select from authenticators a where a.firm_id = old.firm_id and a.user_id = old.user_id
            and a.confirmed_at is not null and a.id <> old.id)
        and not exists (select from passkeys p where p.firm_id = old.firm_id and p.user_id = old.user_id and p.id <> old.id) then
        raise exception 'a person keeps a second factor' using errcode = 'check_violation', constraint = 'last_factor_stays';
      end if;
      return old;
    end
  $$;
set role matterlock_owner;

-- The firm's people. Placed and lifted by those assigned whose role allows it; lifting asks for a second factor of the last five minutes.
grant select, insert (firm_id, case_id, placed_by, reason), delete on matterlock.case_holds to matterlock_app;
create policy app_reads on matterlock.case_holds for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
create policy app_places on matterlock.case_holds for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_assigned_cases())::uuid[])
    and placed_by = (select app.current_user_id()) and (select app.may('hold_case')));
create policy app_lifts on matterlock.case_holds for delete to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_assigned_cases())::uuid[]) and (select app.may('hold_case'))
    and (select app.factor_is_fresh()));

-- Administrators read what was erased, and when.
grant select on matterlock.erasures, matterlock.erased_subjects to matterlock_admin;
create policy admin_reads on matterlock.erasures for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('erase_people')));
create policy admin_reads on matterlock.erased_subjects for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('erase_people')));
