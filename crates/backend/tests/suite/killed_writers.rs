//! L1: what is committed is logged and what is logged is committed, also where the process that does it is killed at any moment.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use backend::access;
use backend::caller::{Caller, SessionProbe};
use backend::{audit, cases};
use domain::cases::CaseChange;
use domain::ids::{CaseId, PartyId, UserId};
use domain::parties::{PartyForm, PartyRole};

use crate::support::chance::{self, below};
use crate::support::people::{Firms, open_case};
use crate::support::{World, visitor};

/// How the child learns on what it works.
const DATABASE: &str = "MATTERLOCK_KILLED_DATABASE";
const AHEAD: &str = "MATTERLOCK_KILLED_AHEAD";
const COOKIE: &str = "MATTERLOCK_KILLED_COOKIE";
const CASES: &str = "MATTERLOCK_KILLED_CASES";
const COLLEAGUE: &str = "MATTERLOCK_KILLED_COLLEAGUE";
/// What its connections are called.
const NAME: &str = "killed";
/// Who works at once.
const WRITERS: usize = 4;

fn told(name: &str) -> String {
    std::env::var(name).unwrap()
}

/// Not a test by itself: what the process does that is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by those who kill it"]
async fn child_that_works_until_it_is_killed() {
    let backend = World::backend_of(&told(DATABASE), told(AHEAD).parse().unwrap(), NAME).await;
    let probe = SessionProbe::from_cookie(&visitor(&backend), &told(COOKIE)).unwrap();
    let caller = access::identify(&probe, false).await.unwrap().unwrap();
    let colleague = UserId(told(COLLEAGUE).parse().unwrap());
    let cases: Arc<Vec<CaseId>> = Arc::new(
        told(CASES)
            .split(' ')
            .map(|case| CaseId(case.parse().unwrap()))
            .collect(),
    );
    let writers = (0..WRITERS).map(|_| {
        let (caller, cases) = (caller.clone(), Arc::clone(&cases));
        tokio::spawn(async move {
            loop {
                let at = below(cases.len());
                // A refusal is an answer as good as any: somebody else was quicker.
                let _refused = act(&caller, cases[at], colleague).await;
            }
        })
    });
    futures::future::join_all(writers).await;
}

/// Something that changes a case.
async fn act(caller: &Caller, case: CaseId, colleague: UserId) -> Result<(), backend::Failure> {
    let name = format!("Testigo {}", chance::uuid());
    match below(7) {
        0 | 1 => cases::save_party(caller, in_case(case, None, 1, &name)).await.map(drop),
        2 => {
            let page = cases::page(caller, case).await?;
            let Some(party) = page.parties.get(below(page.parties.len().max(1))) else {
                return Ok(());
            };
            cases::save_party(caller, in_case(case, Some(party.id), party.version, &name))
                .await
                .map(drop)
        }
        3 => {
            let page = cases::page(caller, case).await?;
            match page.parties.get(1) {
                Some(party) => cases::remove_party(caller, case, party.id).await,
                None => Ok(()),
            }
        }
        4 => {
            let page = cases::page(caller, case).await?;
            let form = CaseChange {
                id: case,
                version: page.version,
                title: name,
                kind: page.kind,
                stage: page.stage,
                summary: String::new(),
            };
            cases::change(caller, form).await
        }
        5 => cases::assign(caller, case, colleague).await,
        _ => cases::unassign(caller, case, colleague).await,
    }
}

fn in_case(case: CaseId, id: Option<PartyId>, version: i32, name: &str) -> PartyForm {
    PartyForm {
        case,
        id,
        version,
        role: PartyRole::Witness,
        name: name.to_owned(),
        email: String::new(),
        phone: String::new(),
    }
}

fn start(firms: &Firms, database: &str, cases: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "killed_writers::child_that_works_until_it_is_killed",
            "--exact",
            "--ignored",
        ])
        .env(DATABASE, database)
        .env(AHEAD, firms.world.clock.seconds_ahead().to_string())
        .env(COOKIE, &firms.ana.cookie)
        .env(CASES, cases)
        .env(COLLEAGUE, firms.bruno.id().to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What is in the tables and not in the log, or in the log and not in the tables: how often, over every kind of action.
const DIFFERENCES: &str = "
    with logged as (select * from matterlock.log_entries where firm_id = 'FIRM'),
      parties_logged as (
        select (details ->> 'party')::uuid as id, count(*) filter (where event = 'party_added') as added,
          count(*) filter (where event = 'party_changed') as changed, count(*) filter (where event = 'party_removed') as removed
        from logged where event in ('party_added', 'party_changed', 'party_removed') group by 1),
      parties_there as (select id, version from matterlock.parties where firm_id = 'FIRM'),
      cases_logged as (select case_id as id, count(*) as changed from logged where event = 'case_changed' group by 1),
      team_logged as (
        select case_id, count(*) filter (where event = 'person_assigned') - count(*) filter (where event = 'person_unassigned') as there
        from logged where event in ('person_assigned', 'person_unassigned') and details ->> 'user' = 'BRUNO' group by 1),
      team_there as (select case_id from matterlock.case_assignments where firm_id = 'FIRM' and user_id = 'BRUNO')
    select
      -- Added once, and there unless it was removed once; changed as often as its version says.
      (select count(*) from parties_logged l full join parties_there t using (id)
        where l.added is distinct from 1 or l.removed > 1 or (t.id is null) <> (l.removed = 1)
          or (t.id is not null and t.version <> 1 + l.changed))
      + (select count(*) from matterlock.cases c left join cases_logged l on l.id = c.id
        where c.firm_id = 'FIRM' and c.version <> 1 + coalesce(l.changed, 0))
      + (select count(*) from team_logged l full join team_there t using (case_id)
        where coalesce(l.there, 0) <> (t.case_id is not null)::int)";

/// Children work until there are so many entries, each until it is killed; whatever was committed is logged, and nothing else.
#[expect(clippy::print_stdout, reason = "what a figure shows is read by people")]
async fn rounds(entries: i64, longest: usize) {
    let firms = Firms::new().await;
    let mut cases = vec![firms.case.to_string()];
    for number in 1..6 {
        cases.push(open_case(&firms.ana, &format!("Asunto {number}")).await.0.to_string());
    }
    let (database, cases) = (
        firms.world.text("select current_database()::text").await,
        cases.join(" "),
    );
    let differences = DIFFERENCES
        .replace("FIRM", &firms.ana.firm().to_string())
        .replace("BRUNO", &firms.bruno.id().to_string());
    let in_log = "select count(*) from matterlock.log_entries";
    let before = firms.world.count(in_log).await;
    let works = format!(
        "select count(*) from pg_stat_activity where datname = current_database() and application_name = '{NAME}'"
    );
    let mut kills = 0;
    while firms.world.count(in_log).await < before + entries {
        let mut child = start(&firms, &database, &cases);
        let begun = firms.world.count(in_log).await;
        // Begun to work, or something is wrong with it.
        for _ in 0..300 {
            if firms.world.count(in_log).await > begun {
                break;
            }
            assert_eq!(child.try_wait().unwrap(), None, "the child ended by itself");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(u64::try_from(below(longest)).unwrap())).await;
        // By signal 9.
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        // The database ends what it was doing for a process that is gone; a commit that was on its way may still be done.
        for _ in 0..200 {
            if firms.world.count(&works).await == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(firms.world.count(&works).await, 0, "it works on");
        assert_eq!(firms.world.count(&differences).await, 0, "after {kills} kills");
    }
    let written = firms.world.count(in_log).await - before;
    // No number is missing, and every entry is what was signed.
    audit::grow_all(&firms.world.backend).await.unwrap();
    let verified = audit::verify_all(&firms.world.backend, None).await.unwrap();
    assert!(verified.iter().all(|log| log.report.is_clean()), "{verified:?}");
    println!("{written} entries by processes of which {kills} were killed: each with what it tells, nothing without");

    // The comparison can fail: something that is there and not in the log, and the other way round.
    for change in [
        format!(
            "insert into matterlock.parties (firm_id, case_id, id, role, name) values ('{}', '{}', gen_random_uuid(), 'witness', 'x')",
            firms.ana.firm(),
            firms.case
        ),
        format!(
            "update matterlock.cases set version = version + 1 where id = '{}'",
            firms.case
        ),
    ] {
        let found = firms.world.count(&differences).await;
        firms.world.alter(&change).await;
        assert_eq!(firms.world.count(&differences).await, found + 1, "{change}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_committed_is_logged_whoever_is_killed() {
    rounds(400, 150).await;
}

/// 100,000 actions by processes that are killed at random moments.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: minutes long"]
async fn figure_l1_100_000_actions_with_kills_among_them() {
    rounds(100_000, 4_000).await;
}
