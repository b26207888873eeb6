-- Whoever unlocks a trusted device and then gives no second factor has shown no password: there is nothing to be told of it.
grant update (told_at) on matterlock.challenges to matterlock_auth;
