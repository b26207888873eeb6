//! Tiles of hashes, as the database keeps them.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::FirmId;
use tlog::TreeHash;
use tlog::tiles::{Tile, TileId};

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
