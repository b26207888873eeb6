//! The attack in SQL: whoever can run any statement as a role of the application, with a session that is not Ana's, tries for what is hers.
//!
//! Each statement is made twice, with an id of hers and with one that nobody has, and both are run. It is a leak where a word or id of hers
//! comes back, in rows or in an error; where a row of hers changes; and where the two are answered differently, which tells that she has it.

mod block;
mod catalogue;
mod judge;
mod names;
mod special;
mod statements;
mod timing;

use core::net::{IpAddr, Ipv4Addr};

use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use self::block::run;
use self::catalogue::Catalogue;
use self::judge::{Judge, differ};
use self::names::Names;
use self::statements::{Pair, Statements};
use super::{Attacker, Dice, Ground, Hindrance, Orders, Side, Tally};
use crate::database::{Admin, Alone, Database, Office, Visit};

/// As whom statements are run: a role of the database with the secret of a session, or with none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    Office,
    Console,
    Visit,
}

/// One of those who try.
struct Trier<'a> {
    attacker: &'a Attacker,
    role: As,
}

impl Trier<'_> {
    async fn begin(&self, database: &Database) -> Result<Alone, sqlx::Error> {
        let secrets = &self.attacker.secrets;
        let address = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
        match self.role {
            As::Office => database.alone::<Office>(secrets.office.as_ref(), address).await,
            As::Console => database.alone::<Admin>(secrets.console.as_ref(), address).await,
            As::Visit => database.alone::<Visit>(secrets.visit.as_ref(), address).await,
        }
    }

    fn name(&self) -> String {
        let role = match self.role {
            As::Office => "matterlock_app",
            As::Console => "matterlock_admin",
            As::Visit => "matterlock_signer",
        };
        format!("{} as {role}", self.attacker.who)
    }
}

/// Everybody with each role that they have a secret for; nobody with the office's and none.
fn triers(ground: &Ground) -> Vec<Trier<'_>> {
    let mut triers = Vec::new();
    for attacker in &ground.attackers {
        let secrets = &attacker.secrets;
        let nobody = secrets.office.is_none() && secrets.console.is_none() && secrets.visit.is_none();
        if secrets.office.is_some() || nobody {
            triers.push(Trier {
                attacker,
                role: As::Office,
            });
        }
        if secrets.console.is_some() {
            triers.push(Trier {
                attacker,
                role: As::Console,
            });
        }
        if secrets.visit.is_some() {
            triers.push(Trier {
                attacker,
                role: As::Visit,
            });
        }
    }
    triers
}

/// Statements in one round trip.
const AT_ONCE: usize = 100;

/// What a statement that somebody thought of fails by once the database is another than it was written for: a table, column or function that is
/// not there, and words that are none. Such a one would try nothing any more.
const NOT_AS_IT_IS: [&str; 4] = ["42P01", "42703", "42883", "42601"];

/// Tries at least so many statements as were ordered, by everybody in turns.
///
/// # Errors
/// [`Hindrance`]: something failed that is not a refusal.
pub async fn attack(ground: &Ground, orders: Orders, tally: &Tally) -> Result<(), Hindrance> {
    let database = &ground.backend.database;
    // Ana is at work meanwhile: what she does stands in the views of the server's.
    let mut hers = database.alone::<Office>(Some(&ground.anas_secret), None).await?;
    seen_by_ana(ground, hers.conn()).await?;
    hers.again().await?;
    let triers = triers(ground);
    let each = usize::try_from(orders.sql)
        .unwrap_or(usize::MAX)
        .div_ceil(triers.len().max(1));
    // Two at a time: the work is the database's.
    let (one, other) = tokio::join!(
        lane(ground, &triers, 0, orders.seed, each, tally),
        lane(ground, &triers, 1, orders.seed, each, tally)
    );
    one.and(other)?;
    if orders.form == domain::attack::AttackForm::Long {
        // Alone on the machine, as far as that can be had. Of another firm: a colleague who knows an id is told as much by a key.
        let strangers = triers
            .iter()
            .filter(|trier| trier.role == As::Office && trier.attacker.side == Side::Outsider);
        for trier in strangers {
            timing::look(ground, trier, tally).await?;
        }
    }
    Ok(())
}

/// Every second of those who try, one after the other.
async fn lane(
    ground: &Ground,
    triers: &[Trier<'_>],
    first: u32,
    seed: u32,
    each: usize,
    tally: &Tally,
) -> Result<(), Hindrance> {
    for (number, trier) in (0_u32..).zip(triers).filter(|(number, _)| number % 2 == first) {
        try_as(ground, trier, Dice::new(seed, 1_000 + number), each, tally).await?;
    }
    Ok(())
}

/// She sees her own case by the very means that others are not to: otherwise nothing would be seen.
async fn seen_by_ana(ground: &Ground, conn: &mut PgConnection) -> Result<(), Hindrance> {
    let names = Names::of_ana(ground);
    let read = [
        "select * from matterlock.cases where id = '{case}'",
        "select name, email from matterlock.parties where id = '{party}'",
        "select file_name, encode(sha256, 'hex') from matterlock.documents where id = '{document}'",
        "select message from matterlock.envelopes where id = '{envelope}'",
    ]
    .map(|template| names.real(template));
    let outcomes = run(conn, &read.map(|text| (text, true))).await?;
    let said: String = outcomes
        .iter()
        .filter_map(|outcome| outcome.said.as_deref())
        .collect::<String>()
        .to_lowercase();
    let marks = &ground.marks;
    let wanted = [
        &marks.title,
        &marks.summary,
        &marks.client,
        &marks.mailbox,
        &marks.file,
        &marks.message,
        &ground.sha256,
    ];
    match wanted.iter().find(|word| !said.contains(&word.to_lowercase())) {
        None => Ok(()),
        Some(word) => Err(Hindrance::Blind(format!("in SQL Ana does not see «{word}»"))),
    }
}

async fn try_as(
    ground: &Ground,
    trier: &Trier<'_>,
    mut dice: Dice,
    most: usize,
    tally: &Tally,
) -> Result<(), Hindrance> {
    let mut alone = trier.begin(&ground.backend.database).await?;
    let catalogue = Catalogue::read(alone.conn()).await?;
    let judge = Judge::new(ground, trier.attacker.side);
    let statements = Statements::new(&catalogue, trier.attacker.side);
    let mut waiting = special::pairs(trier.attacker.side, trier.role).into_iter();
    let mut done = 0;
    for text in special::bare() {
        let said = bare(&mut trier.begin(&ground.backend.database).await?, text).await;
        tally.stated(1);
        done += 1;
        if let Some(what) = judge.told(text, &said) {
            tally.leaked(&trier.name(), text, what);
        }
    }
    let mut rounds = 0_u32;
    while done < most || waiting.len() > 0 {
        let names = Names::of(ground, trier.attacker, &mut dice);
        let mut pairs: Vec<Pair> = waiting.by_ref().take(AT_ONCE / 2).collect();
        let thought_of = pairs.len();
        while pairs.len() < AT_ONCE / 2 {
            pairs.push(statements.make(&mut dice));
        }
        let texts: Vec<(String, bool)> = pairs
            .iter()
            .flat_map(|pair| {
                let reads = pair.kind.reads();
                [(names.real(&pair.template), reads), (names.twin(&pair.template), reads)]
            })
            .collect();
        let outcomes = run(alone.conn(), &texts).await?;
        tally.stated(u32::try_from(texts.len()).unwrap_or(u32::MAX));
        done += texts.len();
        let stale: Vec<String> = texts
            .iter()
            .zip(&outcomes)
            .take(2 * thought_of)
            .filter_map(stale)
            .collect();
        if !stale.is_empty() {
            return Err(Hindrance::Blind(stale.join("; ")));
        }
        for (pair, answers) in pairs.iter().zip(outcomes.chunks(2)) {
            let [real, twin] = answers else { continue };
            let sent = names.real(&pair.template);
            if let Some(what) = judge.hers(pair, &sent, real) {
                tally.leaked(&trier.name(), &pair.template, what);
            } else if differ(trier.attacker.side, &names, real, twin)
                && let Some(what) = again(ground, trier, &mut alone, &mut dice, pair).await?
            {
                tally.leaked(&trier.name(), &pair.template, what);
            }
        }
        rounds += 1;
        if rounds.is_multiple_of(20) {
            alone.again().await?;
        }
    }
    Ok(())
}

/// Says of a statement that it tries nothing any more.
fn stale(((text, _), outcome): (&(String, bool), &block::Outcome)) -> Option<String> {
    let why = outcome.said.as_deref().unwrap_or_default();
    NOT_AS_IT_IS
        .contains(&outcome.state.as_str())
        .then(|| format!("«{text}» is not as the database is: {why}"))
}

/// Whether an id of hers is answered differently every time, and two that nobody has alike.
async fn again(
    ground: &Ground,
    trier: &Trier<'_>,
    alone: &mut Alone,
    dice: &mut Dice,
    pair: &Pair,
) -> Result<Option<String>, Hindrance> {
    let reads = pair.kind.reads();
    let mut last = String::new();
    for _ in 0..3 {
        alone.again().await?;
        let (names, others) = (
            Names::of(ground, trier.attacker, dice),
            Names::of(ground, trier.attacker, dice),
        );
        let texts = [
            (names.real(&pair.template), reads),
            (names.twin(&pair.template), reads),
            (others.twin(&pair.template), reads),
        ];
        let outcomes = run(alone.conn(), &texts).await?;
        let [real, twin, other] = outcomes.as_slice() else {
            return Ok(None);
        };
        if names.plain(twin) != others.plain(other) || !differ(trier.attacker.side, &names, real, twin) {
            return Ok(None);
        }
        last = format!(
            "it tells what is there: «{}» and not «{}»",
            names.plain(real),
            names.plain(twin)
        );
    }
    Ok(Some(last))
}

/// Runs a statement by itself, outside of any block, on a connection that is used for nothing else: everything that comes back, rows or refusal.
async fn bare(alone: &mut Alone, text: &str) -> String {
    if text.starts_with("copy ") {
        return copied(alone.conn(), text).await;
    }
    match sqlx::raw_sql(AssertSqlSafe(text.to_owned()))
        .fetch_all(alone.conn())
        .await
    {
        Ok(rows) => rows
            .iter()
            .flat_map(|row| (0..row.len()).map(move |column| row.try_get_unchecked::<Option<String>, _>(column)))
            .filter_map(|value| value.ok().flatten())
            .collect::<Vec<_>>()
            .join("\n"),
        Err(error) => error.to_string(),
    }
}

async fn copied(conn: &mut PgConnection, text: &str) -> String {
    use futures::StreamExt as _;
    let mut all = String::new();
    match conn.copy_out_raw(text).await {
        Ok(mut stream) => {
            while let Some(chunk) = stream.next().await {
                match chunk {
                    Ok(chunk) => all.push_str(&String::from_utf8_lossy(&chunk)),
                    Err(error) => all.push_str(&error.to_string()),
                }
            }
        }
        Err(error) => all.push_str(&error.to_string()),
    }
    all
}
