//! From where the console opens.

use std::collections::BTreeSet;
use std::net::IpAddr;

use domain::audit::{Event, Personal};
use domain::console::NETWORKS_MAX;
use domain::{Error, Permission, Problem};
use sqlx::types::ipnetwork::IpNetwork;

use crate::caller::AtTheConsole;
use crate::database::{AdminTx, Asking, Unlogged};
use crate::failure::Done;

/// The networks as they are kept, in their order.
pub(super) async fn read(at: &AtTheConsole, tx: &mut AdminTx) -> Done<Vec<String>> {
    Ok(sqlx::query_scalar(
        "select network::text from console_networks where firm_id = $1 order by family(network), network",
    )
    .bind(at.me().firm.0)
    .fetch_all(tx.conn())
    .await?)
}

/// Lets the console be opened from these networks only, one a line; from anywhere where there is none. Counts from the next request on, of
/// everybody. Permission: [`Permission::ManagePolicies`].
///
/// # Errors
/// `Invalid` on `networks` for what is no network, for too many, and for a list without the address that the reader asks from;
/// `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn save_networks(at: &AtTheConsole, text: &str) -> Done<()> {
    let wanted = parse(text)?;
    let mut tx = at.begin().await?;
    let Asking { firm, .. } = tx.may_change(Permission::ManagePolicies).await?;
    // Two who save at once do it one after the other; what the second saves stands.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('networks of ' || $1::uuid, 0))")
        .bind(firm.0)
        .execute(tx.conn())
        .await?;
    let before = read(at, &mut tx).await?;
    sqlx::query("delete from console_networks where firm_id = $1")
        .bind(firm.0)
        .execute(tx.conn())
        .await?;
    sqlx::query("insert into console_networks (firm_id, network) select $1, network::cidr from unnest($2::text[]) as t (network)")
        .bind(firm.0)
        .bind(wanted.into_iter().collect::<Vec<_>>())
        .execute(tx.conn())
        .await?;
    // By the list as it is now: whoever it shuts out is nobody here, and would see nothing of it.
    let opens: bool = sqlx::query_scalar("select app.current_firm() is not null")
        .fetch_one(tx.conn())
        .await?;
    if !opens {
        return Err(Error::invalid("networks", Problem::ShutsYouOut).into());
    }
    let after = read(at, &mut tx).await?;
    if before == after {
        return tx.commit_unlogged(Unlogged::NothingChanged).await;
    }
    let listed = |networks: Vec<String>| Personal::of(at.me().user, networks.join(", "));
    let (before, after) = (listed(before), listed(after));
    tx.commit(Event::NetworksChanged { before, after }).await?;
    Ok(())
}

/// What was typed, as the database writes networks: bits beyond the mask cleared, and IPv4 as IPv4 however it came.
fn parse(text: &str) -> Result<BTreeSet<String>, Error> {
    let mut networks = BTreeSet::new();
    for word in text
        .split([',', ';', ' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty())
    {
        let network: Option<IpNetwork> = word.parse().ok().and_then(plain);
        let network = network.ok_or_else(|| Error::invalid("networks", Problem::NotANetwork))?;
        networks.insert(format!("{}/{}", network.network(), network.prefix()));
    }
    let max = NETWORKS_MAX;
    if u32::try_from(networks.len()).is_ok_and(|count| count <= max) {
        Ok(networks)
    } else {
        Err(Error::invalid("networks", Problem::TooMany { max }))
    }
}

/// `::ffff:10.0.0.0/104` is `10.0.0.0/8`: addresses of requests are compared in their plain form.
fn plain(network: IpNetwork) -> Option<IpNetwork> {
    match network.ip().to_canonical() {
        IpAddr::V4(address) if network.is_ipv6() => {
            IpNetwork::new(address.into(), network.prefix().checked_sub(96)?).ok()
        }
        _ => Some(network),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<String> {
        parse(text).unwrap().into_iter().collect()
    }

    #[test]
    fn i4_networks_are_kept_in_one_form() {
        assert_eq!(parsed(" 10.1.2.3/8\r\n10.0.0.0/8 "), ["10.0.0.0/8"]);
        assert_eq!(
            parsed("203.0.113.7, 2001:DB8::1/32"),
            ["2001:db8::/32", "203.0.113.7/32"]
        );
        assert_eq!(parsed("::ffff:10.0.0.0/104"), ["10.0.0.0/8"]);
        assert_eq!(parsed("\n \n"), Vec::<String>::new());
        for wrong in [
            "10.0.0.0/33",
            "10.0.0",
            "::/129",
            "office",
            "::ffff:10.0.0.0/90",
            "10.0.0.0/-1",
        ] {
            assert_eq!(
                parse(wrong),
                Err(Error::invalid("networks", Problem::NotANetwork)),
                "{wrong}"
            );
        }
        let many: Vec<String> = (0..51).map(|n| format!("10.0.{n}.0/24")).collect();
        assert_eq!(
            parse(&many.join(" ")),
            Err(Error::invalid("networks", Problem::TooMany { max: 50 }))
        );
    }
}
