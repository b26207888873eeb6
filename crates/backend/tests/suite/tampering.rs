//! L6 by chance: a superuser changes logs in every way at random places, and each change is found and its first entry named.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use backend::audit::{self, LogKind};
use domain::ids::FirmId;
use tlog::verify::Report;
use uuid::Uuid;

use crate::support::World;
use crate::support::chance::{self, below};

/// A way of changing a log. `FIRM` and `OTHER` stand for two firms, `N` and `M` for two numbers, the smaller first.
struct Way {
    sql: &'static str,
    found: Found,
    reach: Reach,
}

/// What of a log is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The entries of the numbers.
    Entries,
    /// All that comes after them, or what was signed.
    Rest,
}

impl Way {
    fn at(&self, firm: Uuid, other: Uuid, first: usize, second: usize) -> String {
        self.sql
            .replace("FIRM", &format!("'{firm}'"))
            .replace("OTHER", &format!("'{other}'"))
            .replace("= N", &format!("= {first}"))
            .replace("> N", &format!("> {first}"))
            .replace("= M", &format!("= {second}"))
    }
}

/// What must be found first.
#[derive(Clone, Copy)]
enum Found {
    /// The entry of the first number.
    First,
    /// The one after it.
    AfterFirst,
    /// No entry by itself: the checkpoint is not what was signed.
    Checkpoint(&'static str),
}

const fn entries(sql: &'static str) -> Way {
    let (found, reach) = (Found::First, Reach::Entries);
    Way { sql, found, reach }
}

const fn rest(found: Found, sql: &'static str) -> Way {
    let reach = Reach::Rest;
    Way { sql, found, reach }
}

const WAYS: [Way; 15] = [
    entries("update matterlock.log_entries set event = 'signed' where firm_id = FIRM and number = N"),
    entries("update matterlock.log_entries set details = details || '{\"x\": 1}' where firm_id = FIRM and number = N"),
    entries("update matterlock.log_entries set origin = '\\x01' where firm_id = FIRM and number = N"),
    entries("update matterlock.log_entries set actor_id = gen_random_uuid() where firm_id = FIRM and number = N"),
    entries("update matterlock.log_entries set at = at - interval '1 microsecond' where firm_id = FIRM and number = N"),
    entries("update matterlock.log_entries set request = 'x' where firm_id = FIRM and number = N"),
    // After one that is missing no tree can be made of the rest.
    rest(Found::First, "delete from matterlock.log_entries where firm_id = FIRM and number = N"),
    // Removed, and the rest moved up.
    rest(Found::First, "delete from matterlock.log_entries where firm_id = FIRM and number = N;
        update matterlock.log_entries set number = number + 10000000 where firm_id = FIRM and number > N;
        update matterlock.log_entries set number = number - 10000001 where firm_id = FIRM and number > 10000000;
        update matterlock.log_heads set last = last - 1 where firm_id = FIRM"),
    // One put in, and the rest moved down.
    rest(Found::AfterFirst, "update matterlock.log_entries set number = number + 10000000 where firm_id = FIRM and number > N;
        update matterlock.log_entries set number = number - 9999999 where firm_id = FIRM and number > 10000000;
        insert into matterlock.log_entries select firm_id, year, number + 1, at, actor_kind, actor_id, event, case_id, details, origin, address_source, session_id, request
          from matterlock.log_entries where firm_id = FIRM and number = N;
        update matterlock.log_heads set last = last + 1 where firm_id = FIRM"),
    // Two that changed places.
    entries("update matterlock.log_entries set number = 10000000 where firm_id = FIRM and number = N;
        update matterlock.log_entries set number = N where firm_id = FIRM and number = M;
        update matterlock.log_entries set number = M where firm_id = FIRM and number = 10000000"),
    // The end cut off, and the head with it.
    rest(Found::AfterFirst, "delete from matterlock.log_entries where firm_id = FIRM and number > N;
        update matterlock.log_heads set last = N where firm_id = FIRM"),
    // Another firm's entry in the place of this one's.
    entries("delete from matterlock.log_entries where firm_id = FIRM and number = N;
        insert into matterlock.log_entries select FIRM, year, number, at, actor_kind, actor_id, event, case_id, details, origin, address_source, session_id, request
          from public.kept where firm_id = OTHER and number = N"),
    // The stored hashes with it: those outside name it.
    rest(Found::First, "update matterlock.log_entries set event = 'signed' where firm_id = FIRM and number = N;
        delete from matterlock.log_tiles where firm_id = FIRM"),
    rest(Found::Checkpoint("checkpoint_forged"), "update matterlock.log_checkpoints set note = replace(note, E'\\n' || size || E'\\n', E'\\n' || (size - 1) || E'\\n') where firm_id = FIRM"),
    rest(Found::Checkpoint("checkpoint_other_log"), "update matterlock.log_checkpoints c set note = o.note from public.kept_checkpoints o where c.firm_id = FIRM and o.firm_id = OTHER"),
];

/// Logs of one installation, written past all rules because there are so many entries, and signed by the product.
struct Logs {
    world: World,
    firms: Vec<Uuid>,
    entries: usize,
}

impl Logs {
    async fn make(firms: usize, entries: usize) -> Self {
        let world = World::new().await;
        let firms: Vec<Uuid> = (0..firms).map(|_| chance::uuid()).collect();
        let ids: Vec<String> = firms.iter().map(Uuid::to_string).collect();
        let ids = ids.join(",");
        world
            .alter(&format!(
                "alter table matterlock.log_entries disable trigger all; alter table matterlock.log_heads disable trigger all;
                 insert into matterlock.firms (id, name, language) select unnest('{{{ids}}}'::uuid[]), 'Firm', 'es';
                 insert into matterlock.log_entries
                   select f.id, extract(year from app.now()), n, app.now(), 'user', gen_random_uuid(), 'case_read', null,
                     jsonb_build_object('n', n, 'firm', f.id), null, 'direct', gen_random_uuid(), 'request-' || n
                   from matterlock.firms f, generate_series(1, {entries}) n where f.id = any ('{{{ids}}}');
                 insert into matterlock.log_heads select id, {entries}, extract(year from app.now()) from matterlock.firms where id = any ('{{{ids}}}')
                   on conflict (firm_id) do update set last = excluded.last, year = excluded.year"
            ))
            .await;
        audit::grow_all(&world.backend).await.unwrap();
        // What runs once a minute, and at every stop.
        let (_stop, stopping) = tokio::sync::watch::channel(true);
        audit::run_prover(Arc::clone(&world.backend), stopping).await;
        world
            .alter(
                "create table public.kept as table matterlock.log_entries; create table public.kept_heads as table matterlock.log_heads;
                 create table public.kept_checkpoints as table matterlock.log_checkpoints;
                 create table public.kept_tiles as table matterlock.log_tiles;
                 create index on public.kept (firm_id, number); analyze",
            )
            .await;
        let logs = Self { world, firms, entries };
        assert!(logs.verify().await.values().all(Option::is_none), "clean before");
        logs
    }

    /// What verifying finds first in each log, and the first entry that it names.
    async fn verify(&self) -> HashMap<Uuid, Option<(&'static str, Option<u64>)>> {
        let verified = audit::verify_all(&self.world.backend, None).await.unwrap();
        verified
            .into_iter()
            .filter(|log| log.log == LogKind::Cases)
            .map(|log| {
                let first = log.report.findings.first();
                (
                    log.firm.0,
                    first.map(|first| (first.code(), log.report.first_bad_entry())),
                )
            })
            .collect()
    }

    /// Changes nearly every log once, each in its way, and sees each found and nothing else; how many.
    async fn round(&self, round: usize) -> usize {
        let mut changes = String::new();
        let mut expected = HashMap::new();
        for (at, firm) in self.firms.iter().enumerate() {
            let way = &WAYS[(at + round) % WAYS.len()];
            // Where nothing is changed nothing is found.
            if self.firms.len() > 1 && below(10) == 0 {
                continue;
            }
            let first = 1 + below(self.entries - 1);
            let second = first + 1 + below(self.entries - first);
            let other = self.firms[(at + 1) % self.firms.len()];
            if other == *firm && way.sql.contains("OTHER") {
                continue;
            }
            let sql = way.at(*firm, other, first, second);
            changes.push_str(&sql);
            changes.push_str(";\n");
            expected.insert(*firm, (way.found, u64::try_from(first).unwrap(), sql));
        }
        self.world.alter(&format!("begin; {changes} commit")).await;
        let found = self.verify().await;
        for firm in &self.firms {
            let found = found[firm];
            match expected.get(firm) {
                None => assert_eq!(found, None, "nobody changed it"),
                Some((Found::Checkpoint(code), _, sql)) => assert_eq!(found.unwrap().0, *code, "{sql}"),
                Some((Found::First, first, sql)) => assert_eq!(found.unwrap().1, Some(*first), "{found:?}: {sql}"),
                Some((Found::AfterFirst, first, sql)) => {
                    assert_eq!(found.unwrap().1, Some(*first + 1), "{found:?}: {sql}");
                }
            }
        }
        self.put_back("true").await;
        expected.len()
    }

    /// Puts entries back as they were, and all that was signed.
    async fn put_back(&self, which: &str) {
        let sql = format!(
            "begin; delete from matterlock.log_entries where {which};
             insert into matterlock.log_entries select * from public.kept where {which};
             update matterlock.log_heads h set last = k.last from public.kept_heads k where k.firm_id = h.firm_id;
             insert into matterlock.log_tiles table public.kept_tiles on conflict do nothing;
             update matterlock.log_checkpoints c set note = k.note from public.kept_checkpoints k
               where (k.firm_id, k.log, k.day) = (c.firm_id, c.log, c.day) and c.note <> k.note; commit"
        );
        self.world.alter(&sql).await;
    }
}

async fn until(logs: &Logs, tamperings: usize) -> usize {
    let mut done = 0;
    let mut rounds = 0;
    while done < tamperings {
        done += logs.round(rounds).await;
        rounds += 1;
    }
    assert!(logs.verify().await.values().all(Option::is_none), "clean again");
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_tampering_at_random_is_found_and_named() {
    let logs = Logs::make(28, 40).await;
    until(&logs, 70).await;
}

/// One log of 100,000 entries, and another firm's as long, from which entries are taken.
struct LongLog {
    logs: Logs,
    firm: Uuid,
    other: Uuid,
}

impl LongLog {
    const ENTRIES: usize = 100_000;
    /// So many entries lie between two that are changed at once at least, so that each is found by itself.
    const APART: usize = 250;

    async fn make() -> Self {
        let logs = Logs::make(2, Self::ENTRIES).await;
        let (firm, other) = (logs.firms[0], logs.firms[1]);
        Self { logs, firm, other }
    }

    async fn verify(&self) -> Report {
        let verified = audit::verify_all(&self.logs.world.backend, Some(FirmId(self.firm)))
            .await
            .unwrap();
        let mut of_cases = verified.into_iter().filter(|log| log.log == LogKind::Cases);
        of_cases.next().unwrap().report
    }

    /// Puts back the entries from a number on, or these.
    async fn put_back(&self, which: &str) {
        let which = format!("firm_id = '{}' and {which}", self.firm);
        self.logs.put_back(&which).await;
        self.logs.world.alter("vacuum matterlock.log_entries").await;
    }

    /// Changes single entries in many places at once: each is named, and nothing else; how many.
    async fn entries_at_many_places(&self) -> usize {
        let mut places: Vec<usize> = (0..Self::ENTRIES / Self::APART)
            .map(|slot| slot * Self::APART + 1 + below(Self::APART - 2))
            .collect();
        chance::shuffle(&mut places);
        let ways: Vec<&Way> = WAYS.iter().filter(|way| way.reach == Reach::Entries).collect();
        let (mut changes, mut changed, mut done) = (String::new(), BTreeSet::new(), 0);
        for pair in places.chunks_exact(2) {
            let way = ways[done % ways.len()];
            let (first, second) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            changes.push_str(&way.at(self.firm, self.other, first, second));
            changes.push_str(";\n");
            changed.insert(first);
            if way.sql.contains("= M") {
                changed.insert(second);
            }
            done += 1;
        }
        self.logs.world.alter(&format!("begin; {changes} commit")).await;
        let report = self.verify().await;
        let named: Vec<usize> = report
            .findings
            .iter()
            .map(|finding| finding.entry().and_then(|number| usize::try_from(number).ok()).unwrap())
            .collect();
        assert_eq!(
            named,
            changed.iter().copied().collect::<Vec<_>>(),
            "{:?}",
            report.findings
        );
        assert_eq!(report.more_findings, 0);
        let numbers: Vec<String> = changed.iter().map(usize::to_string).collect();
        self.put_back(&format!("number in ({})", numbers.join(","))).await;
        done
    }

    /// Changes all that follows an entry, or what was signed, in one way.
    async fn the_rest(&self, way: &Way) {
        let first = 1 + below(Self::ENTRIES - 1);
        let second = first + 1 + below(Self::ENTRIES - first);
        let sql = way.at(self.firm, self.other, first, second);
        self.logs.world.alter(&format!("begin; {sql}; commit")).await;
        let report = self.verify().await;
        let number = u64::try_from(first).unwrap();
        match way.found {
            Found::First => assert_eq!(report.first_bad_entry(), Some(number), "{sql}"),
            Found::AfterFirst => assert_eq!(report.first_bad_entry(), Some(number + 1), "{sql}"),
            Found::Checkpoint(code) => assert_eq!(report.findings[0].code(), code, "{sql}"),
        }
        self.put_back(&format!("number >= {first}")).await;
    }
}

/// 10,000 tamperings of a log of 100,000 entries. Those that change single entries are done in many places at once, and every place must be
/// named; those after which nothing stands where it stood, one at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: minutes long"]
async fn figure_l6_10_000_tamperings_of_100_000_entries() {
    let log = LongLog::make().await;
    let rest: Vec<&Way> = WAYS.iter().filter(|way| way.reach == Reach::Rest).collect();
    let (mut single, mut shifting) = (0, 0);
    while single + shifting < 10_000 {
        single += log.entries_at_many_places().await;
        for _ in 0..2 {
            log.the_rest(rest[shifting % rest.len()]).await;
            shifting += 1;
        }
    }
    assert!(log.verify().await.is_clean(), "clean again");
    println!(
        "{} tamperings of a log of 100,000 entries, {single} of single entries and {shifting} of all that follows or of what was signed: all found, \
         and the first bad entry of each named",
        single + shifting
    );
}
