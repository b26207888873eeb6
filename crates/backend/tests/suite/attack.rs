//! I6: the attack in SQL finds what is broken on purpose, and nothing else; and the firms that it works on are nobody's.

use std::sync::Arc;

use backend::attack::{Ground, Hindrance, Orders, Tally, sql};
use backend::{access, jobs};
use domain::Error;
use domain::attack::Leak;
use secrecy::SecretString;

use crate::support::people::Firms;
use crate::support::{World, refusal};

/// What breaks the isolation, and a word of what the attack has to say of it.
const BREACHES: [(&str, &str); 10] = [
    (
        "parties",
        "drop policy app_reads on matterlock.parties; create policy app_reads on matterlock.parties for select to matterlock_app using (true)",
    ),
    (
        // Whoever is of the firm passes for assigned.
        "cases",
        "create or replace function app.my_cases() returns uuid[] language sql stable security definer set search_path = matterlock, pg_temp
         as $$ select coalesce(array_agg(c.id), '{}') from app.live_session() s join cases c on c.firm_id = s.firm_id $$",
    ),
    (
        "log_entries",
        "create policy hole on matterlock.log_entries for select to matterlock_app using (true)",
    ),
    (
        "the id of a",
        "create policy hole on matterlock.recoveries for select to matterlock_admin using (true)",
    ),
    (
        // A key that answers for all firms.
        "it tells what is there",
        "alter table matterlock.letters drop constraint letters_firm_id_user_id_fkey, add foreign key (user_id) references matterlock.users (id)",
    ),
    (
        "it tells what is there",
        "alter table matterlock.documents drop constraint documents_names_its_own_objects, add unique (object_name)",
    ),
    (
        "rows of hers changed",
        "create policy hole on matterlock.signers for update to matterlock_signer using (true) with check (true);
         create policy peep on matterlock.signers for select to matterlock_signer using (true)",
    ),
    (
        "has_second_factor",
        "create or replace function app.has_second_factor(firm uuid, person uuid) returns boolean language sql stable security definer
           set search_path = matterlock, pg_temp
         as $$ select exists (select from authenticators a where a.firm_id = firm and a.user_id = person and a.confirmed_at is not null) $$",
    ),
    (
        // Whoever asks is told by an error's words.
        "it tells",
        "create function public.tell() returns trigger language plpgsql security definer as $$
           begin
             if exists (select from matterlock.cases c where c.id = new.id) then raise exception 'taken'; end if;
             return new;
           end $$;
         create trigger tell before insert on matterlock.cases for each row execute function public.tell()",
    ),
    (
        "the secret of her session",
        "do $$ begin execute format('alter role matterlock_login in database %I set track_activities = on', current_database()); end $$",
    ),
];

fn orders(statements: u32) -> Orders {
    Orders {
        sql: statements,
        seed: 7,
        ..Orders::short()
    }
}

/// Attacks once, in SQL: how many statements, and what got through.
async fn attack(world: &World, statements: u32) -> (u32, Vec<Leak>) {
    let tally = Tally::default();
    let ground = Ground::open(&world.backend).await.unwrap();
    let before = ground.fingerprint().await.unwrap();
    let done = sql::attack(&ground, orders(statements), &tally).await;
    assert_eq!(ground.fingerprint().await.unwrap(), before);
    assert_eq!(ground.foreign_entries().await.unwrap(), 0);
    ground.close().await.unwrap();
    done.unwrap();
    let [_, tried, _, leaked] = tally.counts();
    let leaks = tally.leaks(1_000);
    assert_eq!(leaked == 0, leaks.is_empty());
    (tried, leaks)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_nothing_gets_through_in_sql() {
    let firms = Firms::new().await;
    firms.ask().await;
    let (tried, leaks) = attack(&firms.world, 4_000).await;
    assert_eq!(leaks, []);
    assert!(tried >= 4_000, "{tried}");
}

/// In parts, so that no test is long.
async fn find(part: usize) {
    for (word, breach) in BREACHES.iter().skip(part).step_by(3) {
        let world = World::new().await;
        world.alter(breach).await;
        let (_, leaks) = attack(&world, 2_000).await;
        let said = leaks
            .iter()
            .any(|leak| leak.by.contains(word) || leak.what.contains(word));
        assert!(said, "{word}: {leaks:?}, with {breach}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_what_is_broken_is_found_1() {
    find(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_what_is_broken_is_found_2() {
    find(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_what_is_broken_is_found_3() {
    find(2).await;
}

/// Where Ana does not see what is hers, nobody else would be seen to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_a_blind_attack_says_so() {
    let world = World::new().await;
    let ground = Ground::open(&world.backend).await.unwrap();
    world
        .alter("create policy hidden on matterlock.parties as restrictive for select to matterlock_app using (false)")
        .await;
    let done = sql::attack(&ground, orders(100), &Tally::default()).await;
    assert!(matches!(done, Err(Hindrance::Blind(_))), "{done:?}");
    ground.close().await.unwrap();
}

/// A long run outlasts a factor's five minutes and a console's fifteen: its sessions are kept, and one that could try nothing any more is named.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_whoever_begins_with_a_fresh_factor_keeps_it() {
    let world = World::new().await;
    let ground = Ground::open(&world.backend).await.unwrap();
    ground.factors_are_fresh().await.unwrap();
    world
        .alter("update matterlock.sessions set factor_at = factor_at - interval '6 minutes', last_seen_at = last_seen_at - interval '14 minutes'")
        .await;
    let told = ground.factors_are_fresh().await;
    assert!(
        matches!(&told, Err(Hindrance::Blind(why)) if why.starts_with("Ana has")),
        "{told:?}"
    );
    ground.renew_sessions().await.unwrap();
    ground.factors_are_fresh().await.unwrap();
    let at_the_console = |what: &str| {
        format!(
            "select count(*) from matterlock.sessions s join matterlock.users u on u.firm_id = s.firm_id and u.id = s.user_id
             where u.email like 'administrator.%' and s.kind = 'admin' and {what}"
        )
    };
    let alive = at_the_console("s.last_seen_at > now() - interval '1 minute'");
    assert_eq!(world.count(&alive).await, 1);
    let fresh = at_the_console("s.factor_at > now() - interval '5 minutes'");
    assert_eq!(world.count(&fresh).await, 0, "one that began stale became fresh");
    // What is over is not begun again.
    world
        .alter("update matterlock.sessions set last_seen_at = now() - interval '1 day'")
        .await;
    ground.renew_sessions().await.unwrap();
    assert!(matches!(ground.factors_are_fresh().await, Err(Hindrance::Blind(_))));
}

/// Where nothing of hers stands in a table, nobody would be seen to read it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_a_table_in_which_nothing_of_hers_stands_is_named() {
    let world = World::new().await;
    let ground = Ground::open(&world.backend).await.unwrap();
    ground.something_is_everywhere().await.unwrap();
    for table in ["case_holds", "broken_glass"] {
        world.alter(&format!("delete from matterlock.{table}")).await;
        let told = ground.something_is_everywhere().await;
        assert!(
            matches!(&told, Err(Hindrance::Blind(why)) if why.contains(table)),
            "{told:?}"
        );
    }
    ground.close().await.unwrap();
}

/// One at a time; and one that was killed half-way leaves nothing that the next trips over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_attacks_follow_each_other() {
    let world = World::new().await;
    let first = Ground::open(&world.backend).await.unwrap();
    assert!(matches!(Ground::open(&world.backend).await, Err(Hindrance::Busy)));
    let firm = first.theirs.firm;
    drop(first);
    let mut second = Ground::open(&world.backend).await;
    for _ in 0..100 {
        if !matches!(second, Err(Hindrance::Busy)) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        second = Ground::open(&world.backend).await;
    }
    let second = second.unwrap();
    assert_eq!(second.theirs.firm, firm, "a second pair was made");
    second.close().await.unwrap();
    assert_eq!(world.count("select count(*) from matterlock.firms").await, 2);
}

/// The firms are closed between runs, count as none, and nobody comes in or is written to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_the_firms_that_are_attacked_are_nobodys() {
    let world = World::new().await;
    let ground = Ground::open(&world.backend).await.unwrap();
    let email = world
        .text("select email from matterlock.users where email like 'ana.%' and proving = 'proving_a'")
        .await;
    // While they are open, too: not even the right password would open the door.
    world
        .alter("update matterlock.users set password_hash = (select '$2b$10$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui')")
        .await;
    let told = access::check_password(&world.visitor(), &email, SecretString::from("not the password"), "").await;
    assert!(matches!(refusal(told), Error::Invalid(_)));
    let begun = "insert into matterlock.challenges (firm_id, id, user_id, secret_hash, expires_at)
        select firm_id, gen_random_uuid(), id, sha256('x'), now() + interval '1 hour' from matterlock.users where email like 'ana.%'";
    assert!(
        refused(&world, begun)
            .await
            .contains("nobody signs in at a proving firm")
    );
    let invited = "insert into matterlock.account_links (firm_id, id, kind, email, name, role, language, invited_by, token_hash, expires_at)
        select firm_id, gen_random_uuid(), 'invitation', 'x@y.example', 'x', 'attorney', 'en', id, sha256('x'), now() from matterlock.users where email like 'ana.%'";
    assert!(refused(&world, invited).await.contains("account_links_to_their_house"));
    let joined = "insert into matterlock.users (firm_id, id, email, name, role, language, password_hash)
        select firm_id, gen_random_uuid(), 'x@y.example', 'x', 'attorney', 'en', 'x' from matterlock.users where email like 'ana.%'";
    assert!(refused(&world, joined).await.contains("users_in_their_house"));
    world
        .alter(
            "insert into matterlock.letters (firm_id, id, user_id, notice, address_source, device)
             select firm_id, gen_random_uuid(), id, '{\"notice\": \"half_login\"}', 'server', '' from matterlock.users where email like 'ana.%'",
        )
        .await;
    assert_eq!(jobs::run_due(&world.backend).await.unwrap(), 0, "a mail left");
    assert!(access::needs_setup(&world.backend).await.unwrap());
    let objects = world
        .folder
        .path()
        .join("objects/documents")
        .join(ground.theirs.firm.to_string());
    assert!(objects.join(ground.theirs.document.to_string()).exists());
    ground.close().await.unwrap();

    for (none, query) in [
        ("an open account", "select count(*) from matterlock.users where active"),
        (
            "a live session",
            "select count(*) from matterlock.sessions where ended_at is null",
        ),
        (
            "an open envelope",
            "select count(*) from matterlock.envelopes where state = 'sent'",
        ),
    ] {
        assert_eq!(world.count(query).await, 0, "{none}");
    }
    assert!(!std::fs::read_dir(objects).is_ok_and(|mut files| files.next().is_some()));
    assert!(
        world
            .count("select count(*) from matterlock.users where proving is not null")
            .await
            > 5
    );
}

async fn refused(world: &World, statement: &str) -> String {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()))
        .execute(&world.superuser)
        .await
        .unwrap_err()
        .to_string()
}

/// What a firm's people do elsewhere is not theirs: the figures name proving firms only, and are kept for so long.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_runs_are_kept_and_told() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut run = domain::attack::AttackRun {
        form: domain::attack::AttackForm::Short,
        seed: 7,
        started_at: world.backend.now(),
        finished_at: world.backend.now().plus_seconds(9),
        http: 900,
        sql: 600,
        held_back: 2,
        endpoints: 150,
        leaked: 0,
        leaks: Vec::new(),
    };
    backend::attack::keep(&world.backend, &run).await.unwrap();
    run.form = domain::attack::AttackForm::Long;
    run.leaked = 1;
    run.leaks = vec![Leak {
        who: "nobody".to_owned(),
        by: "GET /cases".to_owned(),
        what: "a title".to_owned(),
    }];
    for _ in 0..52 {
        run.finished_at = run.finished_at.plus_seconds(1);
        backend::attack::keep(&world.backend, &run).await.unwrap();
    }
    assert_eq!(world.count("select count(*) from matterlock.attack_runs").await, 51);
    let told = backend::checks::page(&world.visitor(), None).await.unwrap().attack;
    assert!(!told.running);
    assert_eq!(told.last.len(), 2, "a long run pushed the short one out");
    assert_eq!(
        (told.last[0].leaked, told.last[0].leaks.len()),
        (1, 0),
        "strangers read which"
    );
    let told = backend::checks::page(&world.visitor(), Some(&firms.ana.caller))
        .await
        .unwrap();
    assert_eq!(told.attack.last[0].leaks, run.leaks);
    // What got through alerts as every broken promise does.
    assert_eq!(
        world
            .count("select count(*) from matterlock.check_results where check_id = 'I6.attack' and outcome = 'broken'")
            .await,
        1
    );
    let ground = Ground::open(&world.backend).await.unwrap();
    assert!(
        backend::checks::page(&world.visitor(), None)
            .await
            .unwrap()
            .attack
            .running
    );
    ground.close().await.unwrap();
    // Nothing attacks where no server has said what does.
    let refused = world.backend.attack(Orders::short(), Arc::new(Tally::default())).await;
    assert!(matches!(refused, Err(Hindrance::Failed(_))));
}
