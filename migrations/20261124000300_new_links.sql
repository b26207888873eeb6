-- Asking for a new link tells the firm and mails nothing: whoever is not signed in queues no work any more.
revoke insert on matterlock.jobs from matterlock_auth;
drop policy auth_queues on matterlock.jobs;
