-- How often somebody asks, how often signing in fails, and which puzzles were solved. Nothing of a firm: keyed hashes of addresses
-- and random ids, swept when they are over. No role reads or changes them but through these functions, so nobody who can run SQL
-- as the application learns who tries, or forgets a failure.

create table matterlock.rate_counts (
  key bytea primary key check (length(key) = 32),
  -- When the last requests were let in, oldest first.
  let_in timestamptz[] not null,
  expires_at timestamptz not null
);
create index rate_counts_expiry on matterlock.rate_counts (expires_at);

create table matterlock.sign_in_failures (
  key bytea primary key check (length(key) = 32),
  failures int not null check (failures >= 0),
  locked_until timestamptz,
  expires_at timestamptz not null
);
create index sign_in_failures_expiry on matterlock.sign_in_failures (expires_at);

create table matterlock.solved_captchas (
  id bytea primary key check (length(id) = 32),
  expires_at timestamptz not null
);
create index solved_captchas_expiry on matterlock.solved_captchas (expires_at);

alter table matterlock.rate_counts enable row level security;
alter table matterlock.rate_counts force row level security;
alter table matterlock.sign_in_failures enable row level security;
alter table matterlock.sign_in_failures force row level security;
alter table matterlock.solved_captchas enable row level security;
alter table matterlock.solved_captchas force row level security;

-- Lets one more in, or says after how many seconds. Of any requests within a minute of each other, `most` are let in: the window slides
-- with each of them. Who is refused is not counted, so that whoever shares an address with a flood gets a turn as soon as there is one.
create function app.take_turn(for_key bytea, most int) returns int language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare wait int;
    begin
      insert into rate_counts as c (key, let_in, expires_at)
        values (for_key, array[app.now()], app.now() + interval '1 minute')
        on conflict (key) do update
          set let_in = (c.let_in || app.now())[greatest(cardinality(c.let_in) + 2 - most, 1):],
              expires_at = app.now() + interval '1 minute'
          where cardinality(c.let_in) < most or c.let_in[cardinality(c.let_in) + 1 - most] <= app.now() - interval '1 minute';
      if found then return 0; end if;
      select ceil(extract(epoch from c.let_in[cardinality(c.let_in) + 1 - most] + interval '1 minute' - app.now()))
        into wait from rate_counts c where c.key = for_key;
      return greatest(coalesce(wait, 1), 1);
    end
  $$;

-- Takes one of the tries at an account, before anything is compared: it counts as failed until it is given back, so that of many at
-- once no more are compared than may fail. The `most`-th locks. Without `human`, none is given after `most_unproven` failures.
-- `failures` is with this one; 0 where none was taken, and then `wait` says for how many seconds, or 0 that a human has to be proven.
create function app.take_try(for_key bytea, human boolean, most_unproven int, most int, lock interval, out failures int, out wait int)
  language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      wait := 0;
      insert into sign_in_failures as f (key, failures, locked_until, expires_at)
        values (for_key, 1, case when most = 1 then app.now() + lock end, app.now() + interval '1 day')
        on conflict (key) do update
          set failures = case when f.locked_until <= app.now() or f.expires_at <= app.now() then 1 else f.failures + 1 end,
              locked_until = case
                when (case when f.locked_until <= app.now() or f.expires_at <= app.now() then 1 else f.failures + 1 end) >= most
                then app.now() + lock end,
              expires_at = app.now() + interval '1 day'
          where (f.locked_until is null or f.locked_until <= app.now())
            and (human or f.locked_until <= app.now() or f.expires_at <= app.now() or f.failures < most_unproven)
        returning f.failures into take_try.failures;
      if found then return; end if;
      take_try.failures := 0;
      select greatest(ceil(extract(epoch from f.locked_until - app.now())), 0)
        into wait from sign_in_failures f where f.key = for_key;
      wait := coalesce(wait, 0);
    end
  $$;

-- Gives a try back that did not fail, and with it the lock that it began.
create function app.give_try_back(for_key bytea, most int) returns void language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    update sign_in_failures f
      set failures = greatest(f.failures - 1, 0),
          locked_until = case when f.failures - 1 >= most then f.locked_until end
      where f.key = for_key
  $$;

-- Forgets what failed: somebody has signed in.
create function app.forget_failures(for_key bytea) returns void language sql security definer
  set search_path = matterlock, pg_temp
  as $$ delete from sign_in_failures f where f.key = for_key $$;

-- Uses a solved puzzle, or a token of another's widget, up: whether it is the first time.
create function app.use_captcha(solved bytea, until timestamptz) returns boolean language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      insert into solved_captchas (id, expires_at) values (solved, until) on conflict do nothing;
      return found;
    end
  $$;

-- Removes what is over.
create function app.sweep_limits() returns void language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    delete from rate_counts where expires_at <= app.now();
    delete from sign_in_failures where expires_at <= app.now();
    delete from solved_captchas where expires_at <= app.now();
  $$;

grant select, insert, update, delete on matterlock.rate_counts, matterlock.sign_in_failures, matterlock.solved_captchas to matterlock_definer;
create policy definer_counts on matterlock.rate_counts to matterlock_definer using (true) with check (true);
create policy definer_counts on matterlock.sign_in_failures to matterlock_definer using (true) with check (true);
create policy definer_counts on matterlock.solved_captchas to matterlock_definer using (true) with check (true);

alter function app.take_turn(bytea, int) owner to matterlock_definer;
alter function app.take_try(bytea, boolean, int, int, interval) owner to matterlock_definer;
alter function app.give_try_back(bytea, int) owner to matterlock_definer;
alter function app.forget_failures(bytea) owner to matterlock_definer;
alter function app.use_captcha(bytea, timestamptz) owner to matterlock_definer;
alter function app.sweep_limits() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.take_turn(bytea, int), app.take_try(bytea, boolean, int, int, interval), app.give_try_back(bytea, int),
  app.forget_failures(bytea), app.use_captcha(bytea, timestamptz) to matterlock_auth;
grant execute on function app.sweep_limits() to matterlock_worker;
set role matterlock_owner;
