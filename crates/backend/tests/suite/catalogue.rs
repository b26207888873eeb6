//! I1 as the catalogue tells it: nothing new can be forgotten.

use sqlx::AssertSqlSafe;

use crate::support::World;

/// Tables whose key does not begin with `firm_id`, and why.
const NOT_A_FIRMS: [(&str, &str); 16] = [
    ("_sqlx_migrations", "the migrations' own, granted to nobody"),
    ("attack_runs", "figures of attacks on the installation"),
    ("catalogue", "one row about the database itself"),
    ("ceremonies", "hashes of random tokens, challenges, swept"),
    ("check_results", "results of the installation's checks"),
    ("firms", "its id is the firm's"),
    ("installation", "one row about the installation"),
    ("log_drops", "years of which all logs' entries were removed"),
    ("log_years", "years for which all logs have partitions"),
    ("proof_run", "one row of sums over all logs"),
    ("rate_counts", "keyed hashes of addresses, swept"),
    ("role_permissions", "the product's table of who may do what"),
    ("setup_links", "made before there is a firm"),
    (
        "sign_in_failures",
        "keyed hashes of mail addresses, known or not, swept",
    ),
    ("solved_captchas", "hashes of random tokens, swept"),
    ("stamping", "one row about the time-stamp authority"),
];

/// Unique indexes that do not begin with `firm_id`, and why they answer no question about another firm.
const UNIQUE_ACROSS_FIRMS: [(&str, &str); 13] = [
    ("account_links_token_hash_key", "a hash of 256 random bits"),
    ("challenges_secret_hash_key", "the hash of 256 random bits"),
    ("firms_of_a_kind", "the firm itself"),
    ("firms_one_installation", "the operators' house, of which there is one"),
    (
        "firms_one_proving_pair",
        "the firms that the attack works on, of which there are two",
    ),
    ("firms_pkey", "the firm itself"),
    ("passkeys_credential", "random bits that a passkey made"),
    ("sessions_secret_hash_key", "the hash of 256 random bits"),
    ("signers_token_hash_key", "the keyed hash of 256 random bits"),
    ("trusted_devices_secret_hash_key", "the hash of 256 random bits"),
    ("users_email", "one account an address; only who registers learns it"),
    ("users_id", "a random id"),
    ("visits_secret_hash_key", "the hash of 256 random bits"),
];

async fn names(world: &World, query: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
        .fetch_all(&world.superuser)
        .await
        .unwrap()
}

#[tokio::test]
async fn i1_every_table_is_forced_and_begins_with_the_firm() {
    let world = World::new().await;
    let unforced =
        "select relname::text from pg_class where relnamespace = 'matterlock'::regnamespace and relkind in ('r', 'p')
        and not (relrowsecurity and relforcerowsecurity) order by 1";
    assert_eq!(names(&world, unforced).await, ["_sqlx_migrations"]);
    let without_firm = "select c.relname::text from pg_class c where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p')
        and not exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
          where i.indrelid = c.oid and i.indisprimary and a.attname = 'firm_id') order by 1";
    assert_eq!(names(&world, without_firm).await, NOT_A_FIRMS.map(|(table, _)| table));
    assert!(names(&world, "select relname::text from pg_class where relnamespace in ('matterlock'::regnamespace, 'app'::regnamespace) and relkind in ('v', 'm', 'f')").await.is_empty());
}

#[tokio::test]
async fn i1_keys_stay_within_a_firm() {
    let world = World::new().await;
    let across = "select c.relname::text from pg_index i join pg_class c on c.oid = i.indexrelid
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indisunique and c.relnamespace = 'matterlock'::regnamespace and a.attname is distinct from 'firm_id'
          and exists (select from pg_attribute f where f.attrelid = i.indrelid and (f.attname = 'firm_id' or i.indrelid = 'matterlock.firms'::regclass))
        order by 1";
    assert_eq!(names(&world, across).await, UNIQUE_ACROSS_FIRMS.map(|(index, _)| index));
    // A foreign key answers whether a row is there, past row-level security: so it may only ask within the firm.
    let stray = "select k.conname::text from pg_constraint k where k.contype = 'f' and k.connamespace = 'matterlock'::regnamespace
        and not exists (
          select from unnest(k.conkey, k.confkey) as pair (here, there)
          join pg_attribute h on h.attrelid = k.conrelid and h.attnum = pair.here and h.attname = 'firm_id'
          join pg_attribute t on t.attrelid = k.confrelid and t.attnum = pair.there
            and (t.attname = 'firm_id' or (t.attname = 'id' and k.confrelid = 'matterlock.firms'::regclass)))";
    // Who asks for support access is of another house. Only the definer's function writes such a row, and it knows that the person is there.
    assert_eq!(names(&world, stray).await, ["support_asked_by_an_operator"]);
    assert!(
        world
            .count(
                "select count(*) from pg_constraint where contype = 'f' and connamespace = 'matterlock'::regnamespace"
            )
            .await
            > 20
    );
    let cascades =
        "select conname::text from pg_constraint where contype = 'f' and connamespace = 'matterlock'::regnamespace
        and (confdeltype = 'c' or confupdtype <> 'a')";
    assert_eq!(names(&world, cascades).await, Vec::<String>::new());
}

#[tokio::test]
async fn i1_functions_are_pinned_and_nobodys_by_default() {
    let world = World::new().await;
    let loose = "select proname::text from pg_proc where pronamespace = 'app'::regnamespace and prosecdef
        and (proowner <> 'matterlock_definer'::regrole or not coalesce(proconfig, '{}') && array['search_path=matterlock, pg_temp'])";
    assert_eq!(names(&world, loose).await, Vec::<String>::new());
    assert!(
        world
            .count("select count(*) from pg_proc where pronamespace = 'app'::regnamespace and prosecdef")
            .await
            > 20
    );
    let public = "select proname::text from pg_proc where pronamespace = 'app'::regnamespace and has_function_privilege('public', oid, 'execute')";
    assert_eq!(names(&world, public).await, Vec::<String>::new());
    let not_definer = "select proname::text from pg_proc where pronamespace = 'app'::regnamespace and not prosecdef
        and proowner <> 'matterlock_owner'::regrole";
    assert_eq!(names(&world, not_definer).await, Vec::<String>::new());
}

#[tokio::test]
async fn i1_nothing_is_granted_to_public_or_to_a_login() {
    let world = World::new().await;
    let granted = "
        with rights as (
          select relname::text as what, relacl as acl from pg_class where relnamespace = 'matterlock'::regnamespace
          union all select attrelid::regclass || '.' || attname, attacl from pg_attribute where attrelid in
            (select oid from pg_class where relnamespace = 'matterlock'::regnamespace)
          union all select proname::text, proacl from pg_proc where pronamespace = 'app'::regnamespace
          union all select nspname::text, nspacl from pg_namespace where nspname in ('matterlock', 'app'))
        select what from rights, aclexplode(acl) where grantee in (0, 'matterlock_login'::regrole, 'matterlock_door'::regrole,
          'matterlock_works'::regrole, 'matterlock_checks'::regrole)";
    assert_eq!(names(&world, granted).await, Vec::<String>::new());
    let for_all = "select polname::text from pg_policy where 0 = any (polroles)";
    assert_eq!(names(&world, for_all).await, Vec::<String>::new());
    let create =
        "select rolname::text from pg_roles where rolname in ('matterlock_login', 'matterlock_door', 'matterlock_works', 'matterlock_checks')
        and (has_database_privilege(oid, current_database(), 'create, temporary') or has_schema_privilege(oid, 'matterlock', 'usage, create'))";
    assert_eq!(names(&world, create).await, Vec::<String>::new());
}

/// What policies call for every statement is planned once a connection: docs/decisions/0026-what-a-transaction-costs.md.
#[tokio::test]
async fn i1_what_policies_ask_is_not_planned_for_every_statement() {
    let world = World::new().await;
    let planned_again = "select p.proname::text from pg_proc p join pg_language l on l.oid = p.prolang
        where p.pronamespace = 'app'::regnamespace and l.lanname = 'sql' and p.provolatile = 's' and not p.proretset
          and p.proconfig is not null and p.proargmodes is null";
    assert_eq!(names(&world, planned_again).await, Vec::<String>::new());
    // And they are what they were: the same owner, and nobody's who asks.
    let asked = "select p.proname || ' ' || l.lanname || ' ' || pg_get_userbyid(p.proowner) || ' ' || p.prosecdef
        from pg_proc p join pg_language l on l.oid = p.prolang
        where p.pronamespace = 'app'::regnamespace and p.proname in ('current_firm', 'live_session', 'log_keys_of', 'my_cases') order by 1";
    assert_eq!(
        names(&world, asked).await,
        [
            "current_firm plpgsql matterlock_definer true",
            "live_session plpgsql matterlock_definer true",
            "log_keys_of plpgsql matterlock_definer true",
            "my_cases plpgsql matterlock_definer true",
        ]
    );
}

/// A trigger that comes before the policies and runs as the definer sees every firm's rows: it may answer for none but the caller's.
#[tokio::test]
async fn i1_no_trigger_answers_before_the_policies() {
    let world = World::new().await;
    let before = "select distinct t.tgrelid::regclass || ' ' || p.proname from pg_trigger t join pg_proc p on p.oid = t.tgfoid
        where not t.tgisinternal and t.tgtype & 1 = 1 and t.tgtype & 2 = 2 and t.tgtype & 4 = 4 and p.prosecdef
          and t.tgrelid::regclass::text !~ '_[0-9]{4}$'
          and exists (select from pg_roles r where r.rolname in ('matterlock_app', 'matterlock_admin', 'matterlock_signer')
            and has_any_column_privilege(r.oid, t.tgrelid, 'insert')) order by 1";
    // The first two leave another firm's rows to the policies (migration 001910); the third asks whether a firm is one of the two that are attacked,
    // and answers nothing.
    assert_eq!(
        names(&world, before).await,
        [
            "matterlock.case_holds guard_hold",
            "matterlock.cases number_case",
            "matterlock.jobs mail_nobody"
        ]
    );
}

/// What each role may read anything of. A grant that is added shows here.
#[tokio::test]
async fn i1_each_role_reads_only_its_tables() {
    let world = World::new().await;
    for (role, tables) in [
        (
            "matterlock_app",
            "authenticators broken_glass case_assignments case_holds case_walls cases documents envelopes fields firm_keys firm_policies firms log_entries parties passkeys recovery_codes saved_log_filters sessions signers trusted_devices users",
        ),
        (
            "matterlock_auth",
            "account_links attack_runs authenticators challenges check_results envelopes firm_keys firm_policies firms installation passkeys proof_run recoveries recovery_codes sessions setup_links signers trusted_devices users",
        ),
        (
            "matterlock_signer",
            "documents envelopes fields firm_keys firms signers",
        ),
        (
            "matterlock_worker",
            "account_links checkpoint_mails documents envelopes fields firm_keys firms jobs letters log_checkpoints log_entries recoveries signers users visits",
        ),
        (
            "matterlock_admin",
            "account_links attack_runs check_results checkpoint_mails console_entries console_networks erased_subjects erasures firm_policies firms proof_run recoveries saved_log_filters sessions trusted_devices users",
        ),
        (
            "matterlock_operator",
            "alerts attack_runs catalogue check_results installation proof_run role_permissions setup_links",
        ),
        (
            "matterlock_sealer",
            "checkpoint_stamps console_entries console_heads log_archives log_checkpoints log_drops log_entries log_heads log_tiles log_trees log_years stamping",
        ),
        ("matterlock_login", ""),
        ("matterlock_door", ""),
        ("matterlock_works", ""),
        ("matterlock_checks", ""),
    ] {
        let readable = world
            .text(&format!(
                "select coalesce(string_agg(relname, ' ' order by relname), '') from pg_class where relnamespace = 'matterlock'::regnamespace
                   and relkind in ('r', 'p') and has_any_column_privilege('{role}', oid, 'select')"
            ))
            .await;
        assert_eq!(readable, tables, "{role}");
    }
    // Secrets of accounts are for signing in only, and a link's hash is for opening it only.
    for (role, column) in [
        ("matterlock_app", "users', 'password_hash"),
        ("matterlock_admin", "users', 'password_hash"),
        ("matterlock_admin", "authenticators', 'secret"),
        ("matterlock_app", "authenticators', 'secret"),
        ("matterlock_app", "passkeys', 'credential"),
        ("matterlock_app", "recovery_codes', 'code_hash"),
        ("matterlock_app", "sessions', 'secret_hash"),
        ("matterlock_app", "trusted_devices', 'secret_hash"),
        ("matterlock_admin", "sessions', 'secret_hash"),
        ("matterlock_admin", "trusted_devices', 'secret_hash"),
        ("matterlock_app", "signers', 'token_hash"),
        ("matterlock_app", "signers', 'mark"),
        ("matterlock_signer", "signers', 'token_hash"),
        ("matterlock_signer", "signers', 'token_sealed"),
        ("matterlock_auth", "signers', 'email"),
        ("matterlock_auth", "envelopes', 'document_id"),
        ("matterlock_worker", "visits', 'secret_hash"),
    ] {
        let may = world
            .count(&format!(
                "select has_column_privilege('{role}', 'matterlock.{column}', 'select')::int::bigint"
            ))
            .await;
        assert_eq!(may, 0, "{role} reads {column}");
    }
}

#[tokio::test]
async fn i1_the_roles_are_weak() {
    let world = World::new().await;
    let strong = "select rolname::text from pg_roles where rolname in ('matterlock_owner', 'matterlock_definer', 'matterlock_auth', 'matterlock_app', 'matterlock_admin', 'matterlock_signer',
          'matterlock_operator', 'matterlock_worker', 'matterlock_sealer', 'matterlock_login', 'matterlock_door', 'matterlock_works', 'matterlock_checks')
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit
          or (rolcanlogin and rolname not in ('matterlock_login', 'matterlock_door', 'matterlock_works', 'matterlock_checks')))";
    assert_eq!(names(&world, strong).await, Vec::<String>::new());
    for (login, roles) in [
        ("matterlock_login", "matterlock_admin matterlock_app matterlock_signer"),
        ("matterlock_door", "matterlock_auth"),
        (
            "matterlock_works",
            "matterlock_operator matterlock_sealer matterlock_worker",
        ),
        (
            "matterlock_checks",
            "matterlock_admin matterlock_app matterlock_auth matterlock_operator matterlock_sealer matterlock_signer matterlock_worker",
        ),
    ] {
        let may_become = world
            .text(&format!(
                "select string_agg(rolname, ' ' order by rolname) from pg_roles where pg_has_role('{login}', oid, 'member') and rolname <> '{login}'"
            ))
            .await;
        assert_eq!(may_become, roles, "{login}");
    }
}

/// Whatever the office or the administration writes is bound to a permission by name, and the names are the program's.
#[tokio::test]
async fn i3_every_write_asks_a_permission() {
    let world = World::new().await;
    let unasked = "select polrelid::regclass || ' ' || polname from pg_policy
        where polroles && array['matterlock_app'::regrole::oid, 'matterlock_admin'::regrole::oid] and polcmd <> 'r'
          and coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '') not like '%app.may(%'
        order by 1";
    assert_eq!(
        names(&world, unasked).await,
        // Everybody looks after their own second factors and filters and chooses their own language; whatever somebody does may be told to a
        // colleague.
        [
            "matterlock.authenticators app_adds_own",
            "matterlock.authenticators app_removes_own",
            "matterlock.authenticators app_renames_own",
            "matterlock.letters app_writes",
            "matterlock.passkeys app_adds_own",
            "matterlock.passkeys app_removes_own",
            "matterlock.passkeys app_renames_own",
            "matterlock.recovery_codes app_makes_own",
            "matterlock.recovery_codes app_removes_own",
            "matterlock.saved_log_filters app_removes_own",
            "matterlock.saved_log_filters app_saves_own",
            "matterlock.sessions app_ends_own",
            "matterlock.trusted_devices app_forgets_own",
            "matterlock.users app_changes_own"
        ]
    );
    let asked = "select distinct m[1] from pg_policy,
        lateral regexp_matches(coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), ''),
          'app\\.may\\(''([a-z_]+)''', 'g') m order by 1";
    let asked = names(&world, asked).await;
    let known: Vec<&str> = domain::Permission::ALL
        .iter()
        .map(|permission| permission.name())
        .collect();
    for name in &asked {
        assert!(known.contains(&name.as_str()), "a policy asks {name}");
    }
    assert!(asked.len() >= 7, "{asked:?}");
    // Once a query, not once a row: as a sub-select of its own.
    let by_row = "select polrelid::regclass || ' ' || polname from pg_policy
        where regexp_replace(coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), ''),
          'SELECT app\\.may\\(', '', 'g') like '%app.may(%'";
    assert_eq!(names(&world, by_row).await, Vec::<String>::new());
}

/// The table of permissions is the owner's alone to write; roles and accounts are the administration's, and no case is.
#[tokio::test]
async fn i3_nobody_but_the_owner_writes_the_table() {
    let world = World::new().await;
    let writers = "select rolname::text from pg_roles
        where rolname like 'matterlock\\_%' and has_table_privilege(oid, 'matterlock.role_permissions', 'insert, update, delete, truncate')
        and not rolsuper order by 1";
    assert_eq!(names(&world, writers).await, ["matterlock_owner"]);
    let policies =
        "select polname::text from pg_policy where polrelid = 'matterlock.role_permissions'::regclass and polcmd <> 'r'
        and polroles <> array['matterlock_owner'::regrole::oid]";
    assert_eq!(names(&world, policies).await, Vec::<String>::new());
    let who = "select r.rolname || ' ' || a.attname from pg_roles r, pg_attribute a
        where a.attrelid = 'matterlock.users'::regclass and a.attname in ('role', 'active')
          and r.rolname like 'matterlock\\_%' and r.rolname <> 'matterlock_owner'
          and has_column_privilege(r.oid, a.attrelid, a.attnum, 'update') order by 1";
    assert_eq!(
        names(&world, who).await,
        // The definer opens and closes the accounts of the firms that are attacked, and by its policy no other.
        [
            "matterlock_admin active",
            "matterlock_admin role",
            "matterlock_definer active"
        ]
    );
    let reached = "select relname::text from pg_class c where relnamespace = 'matterlock'::regnamespace and relkind in ('r', 'p')
        and (has_any_column_privilege('matterlock_admin', oid, 'select, insert, update') or has_table_privilege('matterlock_admin', oid, 'delete, truncate'))
        order by 1";
    assert_eq!(
        names(&world, reached).await,
        [
            "account_links",
            "attack_runs",
            "check_results",
            "checkpoint_mails",
            "console_entries",
            "console_networks",
            "erased_subjects",
            "erasures",
            "firm_policies",
            "firms",
            "letters",
            "proof_run",
            "recoveries",
            "saved_log_filters",
            "sessions",
            "trusted_devices",
            "users"
        ]
    );
}
