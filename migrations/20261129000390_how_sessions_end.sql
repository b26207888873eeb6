-- Sessions are ended from other ones too: by their owner, and by administrators.
alter table matterlock.sessions
  drop constraint sessions_end_reason_check,
  add constraint sessions_end_reason_check check (end_reason in ('signed_out', 'elsewhere', 'idle', 'too_old', 'role_changed',
    'account_closed', 'password_changed', 'ended_by_owner', 'ended_by_administrator'));
