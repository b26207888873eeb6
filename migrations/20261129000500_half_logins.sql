-- Sign-ins that stopped half way: the right password and then no second factor. Its owner is told, once the time for the second half is over.
alter table matterlock.challenges
  add column address inet,
  add column address_source text not null default 'server' check (address_source in ('direct', 'trusted_proxy', 'server')),
  add column device text not null default '',
  add column told_at timestamptz;
create index challenges_untold on matterlock.challenges (expires_at) where used_at is null and told_at is null;

-- One letter an hour and person. Who began again in the same browser and went through has nothing to be told.
create function app.tell_half_logins() returns void language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      with over as (
        update challenges c set told_at = app.now()
        where c.used_at is null and c.told_at is null and c.expires_at <= app.now()
        returning c.*
      )
      insert into letters (firm_id, id, user_id, notice, written_at, address, address_source, device)
      select distinct on (o.firm_id, o.user_id) o.firm_id, gen_random_uuid(), o.user_id, '{"notice": "half_login"}', o.created_at,
        o.address, o.address_source, o.device
      from over o
      join users u on u.firm_id = o.firm_id and u.id = o.user_id and u.active
      where o.expires_at > app.now() - interval '1 day'
        and not exists (
          select from sessions s
          where s.firm_id = o.firm_id and s.user_id = o.user_id and s.created_at >= o.created_at and s.created_at <= o.expires_at
            and s.address is not distinct from o.address and s.device = o.device)
        and not exists (
          select from letters l
          where l.firm_id = o.firm_id and l.user_id = o.user_id and l.notice ->> 'notice' = 'half_login'
            and l.written_at > o.created_at - interval '1 hour')
      order by o.firm_id, o.user_id, o.created_at;
    end
  $$;

grant select, update (told_at) on matterlock.challenges to matterlock_definer;
create policy definer_tells on matterlock.challenges to matterlock_definer using (true) with check (true);
grant insert on matterlock.letters to matterlock_definer;
create policy definer_writes on matterlock.letters for insert to matterlock_definer with check (true);
alter function app.tell_half_logins() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.tell_half_logins() to matterlock_worker;
set role matterlock_owner;
