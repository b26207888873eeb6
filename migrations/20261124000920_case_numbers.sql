-- The ten-thousandth case of a year: lpad cuts what is longer, and 2026-10000 became 2026-1000, which was taken.

set role matterlock_definer;
create or replace function app.number_case() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare this_year int := extract(year from app.now());
    begin
      insert into case_counters as c (firm_id, year, last) values (new.firm_id, this_year, 1)
        on conflict (firm_id, year) do update set last = c.last + 1
        returning this_year || '-' || lpad(last::text, greatest(4, length(last::text)), '0') into new.number;
      return new;
    end
  $$;
set role matterlock_owner;
