//! S5, S6 and S7: failures lock, floods wait, and a proof of a human counts once. With addresses that nobody has.

use std::net::IpAddr;

use domain::captcha::Form;
use domain::origin::Origin;
use domain::{Error, Problem};

use super::ground::Ground;
use super::{Seen, Verdict, cannot, refused};
use crate::Backend;
use crate::access::Device;
use crate::access::captcha::{set, solution, use_up};
use crate::access::lockout::{AccountKey, Counter, LOCK_SECONDS, TRIES, UNPROVEN_TRIES};
use crate::access::rate;
use crate::failure::Failure;

/// After three failures a human is asked for, after five nobody is let try; the owner's own device is.
pub(super) async fn five_failures_lock(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_auth", None).await?;
    let account = AccountKey::of(backend, &format!("{}@check.invalid", backend.new_id::<uuid::Uuid>()));
    let stranger = || Counter::of(backend, &account, None);
    for number in 1..=TRIES {
        if number > UNPROVEN_TRIES {
            refused(
                &format!("try {number} without a proof of a human"),
                stranger().take(ground.conn(), false).await,
                &Error::invalid("captcha", Problem::CaptchaNeeded),
            )?;
        }
        let _failed = stranger().take(ground.conn(), true).await.map_err(cannot)?;
    }
    match stranger().take(ground.conn(), true).await {
        Err(Failure::Refused(Error::Locked { retry_after })) if (1..=LOCK_SECONDS).contains(&retry_after) => {}
        Err(error) => return Err(format!("try {} was refused for another reason: {error}", TRIES + 1)),
        Ok(_) => return Err(format!("try {} was taken", TRIES + 1)),
    }
    let device = Device::remembering(None, &account);
    let owner = Counter::of(backend, &account, Some(&device));
    owner
        .take(ground.conn(), false)
        .await
        .map_err(|error| format!("the owner's device is refused: {error}"))?
        .give_back(ground.conn())
        .await
        .map_err(cannot)?;
    let elsewhere = AccountKey::of(backend, "somebody-else@check.invalid");
    let thief = Counter::of(backend, &account, Some(&Device::remembering(None, &elsewhere)));
    if thief.take(ground.conn(), true).await.is_ok() {
        return Err("the device of another account goes around the lock".to_owned());
    }
    Ok(Seen {
        attempts: 4,
        detail: format!(
            "without a proof of a human {UNPROVEN_TRIES} tries, with one {TRIES}, then none for {} minutes; a device of the owner's is let in",
            LOCK_SECONDS / 60
        ),
    })
}

/// One more request than a minute allows is refused, from any address of the same network.
pub(super) async fn the_eleventh_waits(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_auth", None).await?;
    let most = backend.settings.requests_a_minute;
    let from = |network: u8| {
        // RFC 3849: addresses that nobody has.
        let mut address = [0; 16];
        address[..4].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8]);
        address[7] = network;
        address[8..].copy_from_slice(&vault::random::bytes::<8>());
        Origin {
            address: Some(IpAddr::from(address)),
            ..Origin::server("checks")
        }
    };
    for number in 1..=most {
        rate::take(backend, ground.conn(), "check", &from(1))
            .await
            .map_err(|error| format!("request {number} was refused: {error}"))?;
    }
    match rate::take(backend, ground.conn(), "check", &from(1)).await {
        Err(Failure::Refused(Error::TooManyRequests { retry_after })) if (1..=60).contains(&retry_after) => {}
        Err(error) => return Err(format!("refused for another reason: {error}")),
        Ok(()) => return Err(format!("request {} within a minute was let in", most + 1)),
    }
    rate::take(backend, ground.conn(), "check", &from(2))
        .await
        .map_err(|error| format!("another network is refused: {error}"))?;
    Ok(Seen {
        attempts: 1,
        detail: format!(
            "{most} requests from one network within a minute are let in, one more is refused, another network's is not"
        ),
    })
}

/// A solved puzzle counts once, for its own form, as it was set.
pub(super) async fn a_proof_counts_once(backend: &Backend) -> Verdict {
    let puzzle = set(backend, Form::Register);
    let solving = puzzle.clone();
    let answer = tokio::task::spawn_blocking(move || solving.solve())
        .await
        .map_err(cannot)?;
    let used = solution(backend, Form::Register, &answer).ok_or("a solved puzzle was refused")?;
    let unsolved = puzzle.answer(&vec![0; puzzle.rounds as usize]);
    let other_token = answer.replacen(&puzzle.token, &set(backend, Form::Register).token, 1);
    let forged = answer.replacen(&puzzle.token[..1], "!", 1);
    for (what, form, answer) in [
        ("a puzzle of another form", Form::SignIn, &answer),
        ("a puzzle that nobody solved", Form::Register, &unsolved),
        ("the solution of another puzzle", Form::Register, &other_token),
        ("a puzzle that we did not set", Form::Register, &forged),
    ] {
        if solution(backend, form, answer).is_some() {
            return Err(format!("{what} was taken"));
        }
    }
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_auth", None).await?;
    let first = use_up(ground.conn(), &used).await.map_err(cannot)?;
    let second = use_up(ground.conn(), &used).await.map_err(cannot)?;
    if (first, second) != (true, false) {
        return Err(format!("a solved puzzle, used twice, counts: {first}, {second}"));
    }
    Ok(Seen {
        attempts: 5,
        detail: format!(
            "a puzzle of {} hashes counts once; for another form, unsolved, with another's solution or forged: never",
            u64::from(puzzle.rounds) << puzzle.bits
        ),
    })
}
