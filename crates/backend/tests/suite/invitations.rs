//! Invitations: to whom, by whom, once, and for a week.

use std::sync::Arc;

use backend::Backend;
use backend::caller::{Administrator, Challenged};
use backend::people::{self, Invitee};
use backend::{Failure, access, jobs};
use domain::access::{AccountLink, NextStep};
use domain::{Error, Language, Problem, Role};
use secrecy::SecretString;

use crate::support::people::{Firms, PASSWORD};
use crate::support::races::{at_once, invitation};
use crate::support::{World, refusal, visitor};

const SARA: &str = "sara@solano.example";
const PAGE: &str = "join";

async fn invite(desk: &Administrator, email: &str, role: Role) -> Result<(), Failure> {
    let invitee = Invitee {
        name: "Sara Ugalde".to_owned(),
        email: email.to_owned(),
        role,
        language: Language::Es,
    };
    people::invite(desk, invitee).await
}

async fn mailed(world: &World, email: &str) -> Vec<String> {
    jobs::run_due(&world.backend).await.unwrap();
    world.mailed_links(email, PAGE).into_iter().collect()
}

async fn join(world: &World, token: &str) -> Result<access::Begun, Failure> {
    let password = SecretString::from(PASSWORD);
    access::join(&world.visitor(), token, "Sara Ugalde Mora", password, Language::En).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_an_invitation_makes_one_account_with_the_role_that_it_names() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await.administrator;
    invite(&desk, SARA, Role::Attorney).await.unwrap();
    let tokens = mailed(world, SARA).await;
    let [token] = tokens.as_slice() else {
        panic!("{tokens:?}")
    };

    // Scanners and previews look as often as they like.
    for _ in 0..20 {
        let told = access::read_invitation(&world.visitor(), token).await.unwrap();
        assert!(matches!(
            told,
            AccountLink::Invitation {
                role: Role::Attorney,
                ..
            }
        ));
    }
    let begun = join(world, token).await.unwrap();
    assert_eq!(begun.next, NextStep::SetUpAuthenticator);
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    access::enrolment(&challenged).await.unwrap();
    let role = "select role from matterlock.users where email = 'sara@solano.example'";
    assert_eq!(world.text(role).await, "attorney");
    assert_eq!(refusal(join(world, token).await), Error::LinkNotValid);
    assert_eq!(people::invitations(&desk).await.unwrap(), []);
    // The other kind of link opens nothing with it.
    let told = access::read_new_password(&world.visitor(), token).await;
    assert_eq!(refusal(told), Error::LinkNotValid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_only_administrators_with_a_fresh_factor_invite() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let rosa = world.administration(&firms.rosa).await.administrator;
    assert_eq!(
        refusal(invite(&rosa, SARA, Role::Administrator).await),
        Error::Forbidden
    );
    let desk = world.administration(&firms.ana).await.administrator;
    world.pass(5 * 60).await;
    assert_eq!(refusal(invite(&desk, SARA, Role::Attorney).await), Error::StepUpNeeded);
    world.pass(10 * 60).await;
    assert_eq!(refusal(invite(&desk, SARA, Role::Attorney).await), Error::NotSignedIn);
    assert_eq!(mailed(world, SARA).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_inviting_tells_nothing_of_another_firms_people() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await.administrator;
    let colleague = refusal(invite(&desk, "ROSA@solano.example", Role::Attorney).await);
    assert_eq!(colleague, Error::invalid("email", Problem::Taken));
    // Eva works elsewhere: the same answer as for anybody, and only her mailbox learns why it leads nowhere.
    invite(&desk, "eva@mora.example", Role::Attorney).await.unwrap();
    let tokens = mailed(world, "eva@mora.example").await;
    let told = refusal(join(world, &tokens[0]).await);
    assert_eq!(told.problem_of("email"), Some(Problem::Taken));
    // What failed used nothing up.
    assert_eq!(people::invitations(&desk).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_an_invitation_ends_by_time_by_hand_and_by_the_next() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await.administrator;
    invite(&desk, SARA, Role::Attorney).await.unwrap();
    let first = mailed(world, SARA).await;
    invite(&desk, "Sara@Solano.example", Role::Assistant).await.unwrap();
    assert_eq!(refusal(join(world, &first[0]).await), Error::LinkNotValid);
    let open = people::invitations(&desk).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].role, Role::Assistant);

    // Another firm's administrator neither sees nor ends it.
    let other = world.administration(&firms.eva).await.administrator;
    assert_eq!(people::invitations(&other).await.unwrap(), []);
    let told = refusal(people::withdraw_invitation(&other, open[0].id).await);
    assert_eq!(told, Error::NotFound);

    people::withdraw_invitation(&desk, open[0].id).await.unwrap();
    let told = refusal(people::withdraw_invitation(&desk, open[0].id).await);
    assert_eq!(told, Error::NotFound);
    // What is withdrawn before it was mailed is not mailed.
    assert_eq!(mailed(world, "Sara@Solano.example").await, Vec::<String>::new());

    invite(&desk, SARA, Role::Attorney).await.unwrap();
    let late: Vec<_> = mailed(world, SARA)
        .await
        .into_iter()
        .filter(|token| *token != first[0])
        .collect();
    world.pass(7 * 24 * 3600).await;
    assert_eq!(refusal(join(world, &late[0]).await), Error::LinkNotValid);
}

/// One invitation, used at all these replicas at once: how many accounts that made. The others are told that it works no more.
async fn join_at_once(replicas: &[Arc<Backend>], token: &str) -> usize {
    let uses = replicas.iter().map(|replica| {
        let (visitor, token) = (visitor(replica), token.to_owned());
        async move { access::join(&visitor, &token, "Sara", SecretString::from(PASSWORD), Language::En).await }
    });
    let (joined, told) = at_once(uses).await;
    assert!(told.iter().all(|error| *error == Error::LinkNotValid), "{told:?}");
    joined
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i3_one_invitation_used_by_many_at_once_makes_one_account() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await.administrator;
    invite(&desk, SARA, Role::Attorney).await.unwrap();
    let token = mailed(world, SARA).await.remove(0);
    let replicas = vec![Arc::clone(&world.backend); 16];
    assert_eq!(join_at_once(&replicas, &token).await, 1);
}

/// Whoever finds the link still good has a password hashed before the link is used up, two at a time at one replica. So each of the
/// fifty asks a replica of its own: they hash at the same time and come to the link together. The hashes, up to 50,000, are what takes
/// the time; fifty at once take a gigabyte.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: a quarter of an hour"]
async fn figure_i3_1000_rounds_of_50_racing_uses_of_an_invitation() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let replicas: Vec<_> = (0..50).map(|_| world.replica(0)).collect();
    for round in 0..1_000 {
        let token = invitation(world, &firms.ana, &format!("sara-{round}@solano.example")).await;
        assert_eq!(join_at_once(&replicas, &token).await, 1, "round {round}");
    }
    for (what, made) in [
        (
            "accounts",
            "select count(*) from matterlock.users where email like 'sara-%'",
        ),
        (
            "entries",
            "select count(*) from matterlock.log_entries where event = 'person_joined'",
        ),
    ] {
        assert_eq!(world.count(made).await, 1_000, "{what}");
    }
}
