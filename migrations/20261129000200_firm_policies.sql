-- The rules that a firm signs in by. The product's own are the widest: a firm may tighten them, and the columns can't hold more.

create table matterlock.firm_policies (
  firm_id uuid primary key references matterlock.firms (id),
  -- How long a session lasts at most, however busy it is: on a device that nobody trusts, and on one that its owner does.
  untrusted_hours int not null default 12 check (untrusted_hours between 1 and 12),
  trusted_days int not null default 7 check (trusted_days between 1 and 7),
  passkey_required boolean not null default false
);

-- Every firm has its row from its first moment, whoever makes the firm.
create function app.give_policies() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$ begin insert into firm_policies (firm_id) values (new.id); return null; end $$;
create trigger give_policies after insert on matterlock.firms for each row execute function app.give_policies();

alter table matterlock.firms no force row level security;
insert into matterlock.firm_policies (firm_id) select id from matterlock.firms;
alter table matterlock.firms force row level security;

alter table matterlock.firm_policies enable row level security;
alter table matterlock.firm_policies force row level security;

grant select on matterlock.firm_policies to matterlock_app, matterlock_auth;
create policy app_reads on matterlock.firm_policies for select to matterlock_app using (firm_id = (select app.current_firm()));
-- Signing in keeps to them before anybody is known.
create policy auth_reads on matterlock.firm_policies for select to matterlock_auth using (true);

grant select, update (untrusted_hours, trusted_days, passkey_required) on matterlock.firm_policies to matterlock_admin;
create policy admin_reads on matterlock.firm_policies for select to matterlock_admin using (firm_id = (select app.current_firm()));
create policy admin_sets on matterlock.firm_policies for update to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('manage_policies')) and (select app.factor_is_fresh()))
  with check (firm_id = (select app.current_firm()) and (select app.may('manage_policies')));

grant insert (firm_id) on matterlock.firm_policies to matterlock_definer;
create policy definer_gives on matterlock.firm_policies for insert to matterlock_definer with check (true);
alter function app.give_policies() owner to matterlock_definer;
