//! The table of permissions in the database: written from the program's at every start, and compared with it before serving.

use std::collections::BTreeSet;

use sqlx::postgres::PgConnection;

use super::Conn;
use super::standing::LoginError;

/// Writes the program's table. As the owner, who alone may; what the program no longer knows goes.
pub(super) async fn write(owner: &mut PgConnection) -> Result<(), sqlx::Error> {
    let (roles, permissions): (Vec<&str>, Vec<&str>) = domain::roles::table().unzip();
    sqlx::query(
        "with ours as (select * from unnest($1::text[], $2::text[]) as t (role, permission)),
           gone as (delete from role_permissions p
             where not exists (select from ours o where (o.role, o.permission) = (p.role, p.permission)))
         insert into role_permissions select role, permission from ours on conflict do nothing",
    )
    .bind(roles)
    .bind(permissions)
    .execute(owner)
    .await?;
    Ok(())
}

/// In what the database's table differs from the program's, in words. Asked as the operator's role.
pub(crate) async fn difference(conn: &mut Conn) -> Result<Option<String>, sqlx::Error> {
    let kept: Vec<(String, String)> = sqlx::query_as("select role, permission from role_permissions")
        .fetch_all(conn)
        .await?;
    let kept: BTreeSet<(&str, &str)> = kept
        .iter()
        .map(|(role, permission)| (role.as_str(), permission.as_str()))
        .collect();
    let ours: BTreeSet<(&str, &str)> = domain::roles::table().collect();
    let differs: Vec<String> = kept
        .difference(&ours)
        .map(|(role, permission)| format!("{role} may {permission} there and not here"))
        .chain(
            ours.difference(&kept)
                .map(|(role, permission)| format!("{role} may {permission} here and not there")),
        )
        .collect();
    Ok((!differs.is_empty()).then(|| differs.join(", ")))
}

/// Refuses to serve where the policies would decide by another table. Asked as the operator's role.
pub(super) async fn refuse_others(conn: &mut Conn) -> Result<(), LoginError> {
    match difference(conn).await? {
        None => Ok(()),
        Some(what) => Err(LoginError::OtherPermissions(what)),
    }
}
