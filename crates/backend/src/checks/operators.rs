//! I4: whoever operates the installation reaches nothing of a firm.

use domain::Role;
use domain::ids::FirmId;
use uuid::Uuid;
use vault::Token;

use super::ground::{CASE_CONTENT, Ground, Person};
use super::{Seen, Verdict, cannot};
use crate::Backend;

/// As operator, whatever role the server takes with their session, no row of a firm is read; an administrator's session sees nothing of the
/// installation; and nobody of a firm can be made an operator.
pub(super) async fn operators_reach_no_firm(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let ana = ground.ana.clone();
    let administrator = ground.at_the_administration(&ana).await?;
    let (house, _, operator) = operator(&mut ground, backend).await?;
    let mut attempts = 0;
    ground.be("matterlock_operator", Some(&operator)).await?;
    let tables = tables_of_firms(&mut ground).await?;
    if let Some(missing) = CASE_CONTENT
        .iter()
        .find(|table| !tables.iter().any(|known| known == *table))
    {
        return Err(format!("the catalogue does not show {missing}"));
    }
    for table in tables {
        attempts += 1;
        let read = format!("select count(*) from matterlock.{table}");
        if ground.attempt(&read).await?.is_ok() {
            return Err(format!("the operators' role may read {table}"));
        }
    }
    for role in ["matterlock_operator", "matterlock_admin", "matterlock_app"] {
        ground.be(role, Some(&operator)).await?;
        for table in ground.readable_tables().await? {
            attempts += 1;
            let foreign = format!("select count(*) from matterlock.{table} where firm_id <> '{house}'");
            let rows = ground.count(&foreign).await?;
            if rows > 0 {
                return Err(format!("an operator as {role} sees {rows} rows of {table} of firms"));
            }
        }
    }
    attempts += sees_the_installation(&mut ground, &administrator, &operator).await?;
    attempts += nobody_crosses(&mut ground, house).await?;
    Ok(Seen {
        attempts,
        detail: format!(
            "{attempts} attempts with an operator's session on every table of a firm, with an administrator's on the installation, and to make one the other: 0 let through"
        ),
    })
}

/// Every table that holds something of a house, but the one that only the installation has: by the catalogue, so that no new one is forgotten.
async fn tables_of_firms(ground: &mut Ground) -> Result<Vec<String>, String> {
    sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'matterlock' and c.relkind in ('r', 'p') and c.relname <> 'alerts'
           and (c.relname = 'firms' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'firm_id'))
         order by 1",
    )
    .fetch_all(ground.conn())
    .await
    .map_err(cannot)
}

/// The operators' house as it is, or one that is gone with the ground; and somebody of it, with the secret of their session at the console.
pub(super) async fn operator(ground: &mut Ground, backend: &Backend) -> Result<(Uuid, Person, Token), String> {
    ground.be("matterlock_auth", None).await?;
    let found: Option<Uuid> = sqlx::query_scalar("select id from firms where kind = 'installation'")
        .fetch_optional(ground.conn())
        .await
        .map_err(cannot)?;
    let house = found.unwrap_or_else(|| backend.new_id::<FirmId>().0);
    if found.is_none() {
        ground
            .run(&format!(
                "insert into firms (id, name, language, kind) values ('{house}', 'check', 'en', 'installation')"
            ))
            .await?;
    }
    let person = Person::new(backend);
    ground.add_person(house, &person, Role::Operator, b"check").await?;
    let secret = ground.at_the_console_of(house, &person).await?;
    Ok((house, person, secret))
}

/// What the installation tells its operators it tells them, and no administrator of a firm.
async fn sees_the_installation(ground: &mut Ground, administrator: &Token, operator: &Token) -> Result<u32, String> {
    const QUESTIONS: [&str; 4] = [
        "select count(*) from app.firms_of_the_installation()",
        "select count(*) from app.queue_of_the_installation(6)",
        "select count(*) from setup_links",
        "select count(*) from alerts",
    ];
    ground.be("matterlock_operator", Some(administrator)).await?;
    for question in QUESTIONS {
        let rows = ground.count(question).await?;
        if rows > 0 {
            return Err(format!(
                "{question}: {rows} rows with a session of a firm's administrator"
            ));
        }
    }
    ground.be("matterlock_operator", Some(operator)).await?;
    if ground.count(QUESTIONS[0]).await? < 2 {
        return Err("an operator does not see the firms either".to_owned());
    }
    Ok(u32::try_from(QUESTIONS.len()).unwrap_or_default())
}

/// No account of a firm is an operator's, and none of the installation is anything else.
async fn nobody_crosses(ground: &mut Ground, house: Uuid) -> Result<u32, String> {
    let firm = ground.firm;
    ground.be("matterlock_auth", None).await?;
    let crossings = [
        (firm, Role::Operator),
        (house, Role::Administrator),
        (house, Role::Partner),
    ];
    for (at, role) in crossings {
        let (id, role) = (Uuid::from_u128(!firm.as_u128()), role.name());
        let insert = format!(
            "insert into users (firm_id, id, email, name, role, language, password_hash)
             values ('{at}', '{id}', '{id}@check.invalid', 'check', '{role}', 'en', 'check')"
        );
        match ground.attempt(&insert).await? {
            Err(refusal) if refusal.contains("users_in_their_house") => {}
            other => return Err(format!("{role} at the wrong house: {other:?}")),
        }
    }
    Ok(u32::try_from(crossings.len()).unwrap_or_default())
}
