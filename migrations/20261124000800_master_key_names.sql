-- Which master keys the firms' keys are wrapped by: asked at every start, before anything is touched. The names say nothing of
-- the keys, and the wrapped keys themselves stay unread.
grant select (master_key_id) on matterlock.firm_keys to matterlock_definer;
create policy definer_reads on matterlock.firm_keys for select to matterlock_definer using (true);
