//! Tiles of hashes, as the database keeps them.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::FirmId;
use tlog::TreeHash;
use tlog::merkle::{Frontier, InclusionProof, Span, inclusion_spans};
use tlog::tiles::{Tile, TileId, Tiles, WIDTH, tiles_of};

use super::LogKind;
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// Fetches tiles. One that is not there is left out: whoever needs it says so.
pub(super) async fn fetch(
    conn: &mut Conn,
    firm: FirmId,
    log: LogKind,
    wanted: BTreeSet<TileId>,
) -> Done<BTreeMap<TileId, Vec<TreeHash>>> {
    let (levels, indexes): (Vec<i16>, Vec<i64>) = wanted.into_iter().filter_map(columns).unzip();
    let rows: Vec<(i16, i64, Vec<u8>)> = sqlx::query_as(
        "select t.level, t.tile, t.hashes from unnest($3::smallint[], $4::bigint[]) as wanted (level, tile)
         join log_tiles t on t.firm_id = $1 and t.log = $2 and t.level = wanted.level and t.tile = wanted.tile",
    )
    .bind(firm.0)
    .bind(log.name())
    .bind(levels)
    .bind(indexes)
    .fetch_all(conn)
    .await?;
    let tiles = rows.into_iter().filter_map(|(level, index, hashes)| {
        let id = TileId {
            level: u32::try_from(level).ok()?,
            index: u64::try_from(index).ok()?,
        };
        Some((id, Tile::from_bytes(id, &hashes)?.hashes))
    });
    Ok(tiles.collect())
}

/// The right edge of a log's tree when it had so many entries, by the hashes that are stored.
pub(super) async fn frontier(conn: &mut Conn, firm: FirmId, log: LogKind, size: u64) -> Done<Frontier> {
    let broken = |error: &dyn std::fmt::Display| Failure::broken(error.to_string());
    let all = Span::all(size).map_err(|error| broken(&error))?;
    let held = fetch(conn, firm, log, tiles_of([all])).await?;
    Frontier::read(&Tiles(&held), size).map_err(|error| broken(&error))
}

/// The stored hashes of the leaves after a number, up to another; as many as are there one after another.
pub(super) async fn leaves(conn: &mut Conn, firm: FirmId, log: LogKind, from: u64, upto: u64) -> Done<Vec<TreeHash>> {
    if upto <= from {
        return Ok(Vec::new());
    }
    let ids = (from / WIDTH)..=((upto - 1) / WIDTH);
    let wanted = ids.map(|index| TileId { level: 0, index }).collect();
    let mut hashes = Vec::new();
    for (at, (id, tile)) in fetch(conn, firm, log, wanted).await?.into_iter().enumerate() {
        if id.index != from / WIDTH + at as u64 {
            break;
        }
        let full = tile.len() as u64 == WIDTH;
        // The first may begin before.
        let skipped = if at == 0 { from % WIDTH } else { 0 };
        hashes.extend(tile.into_iter().skip(usize::try_from(skipped).unwrap_or(usize::MAX)));
        if !full {
            break;
        }
    }
    hashes.truncate(usize::try_from(upto - from).unwrap_or(usize::MAX));
    Ok(hashes)
}

/// The proofs that entries of these numbers are in a log that was signed at a size.
pub(super) async fn prove(
    conn: &mut Conn,
    firm: FirmId,
    log: LogKind,
    numbers: &[u64],
    size: u64,
) -> Done<Vec<InclusionProof>> {
    let broken = |error: &dyn std::fmt::Display| Failure::broken(error.to_string());
    let mut spans = Vec::new();
    for number in numbers {
        spans.extend(inclusion_spans(number.saturating_sub(1), size).map_err(|error| broken(&error))?);
    }
    let held = fetch(conn, firm, log, tiles_of(spans)).await?;
    let proofs = numbers.iter().map(|number| {
        InclusionProof::make(&Tiles(&held), number.saturating_sub(1), size).map_err(|error| broken(&error))
    });
    proofs.collect()
}

/// Keeps tiles, in place of what they held.
pub(super) async fn keep(conn: &mut Conn, firm: FirmId, log: LogKind, tiles: &[Tile]) -> Done<()> {
    let (mut levels, mut indexes, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for tile in tiles {
        let (level, index) = columns(tile.id).ok_or_else(|| Failure::broken("a tile is out of range"))?;
        levels.push(level);
        indexes.push(index);
        hashes.push(tile.to_bytes());
    }
    sqlx::query(
        "insert into log_tiles (firm_id, log, level, tile, hashes)
         select $1, $2, t.level, t.tile, t.hashes from unnest($3::smallint[], $4::bigint[], $5::bytea[]) as t (level, tile, hashes)
         on conflict (firm_id, log, level, tile) do update set hashes = excluded.hashes",
    )
    .bind(firm.0)
    .bind(log.name())
    .bind(levels)
    .bind(indexes)
    .bind(hashes)
    .execute(conn)
    .await?;
    Ok(())
}

fn columns(id: TileId) -> Option<(i16, i64)> {
    Some((i16::try_from(id.level).ok()?, i64::try_from(id.index).ok()?))
}
