//! S11: the right password and then no second factor is told to the account's owner.

use std::net::{IpAddr, Ipv4Addr};

use backend::access;
use backend::caller::Visitor;
use backend::jobs;
use domain::Language;
use domain::origin::{AddressSource, Origin};
use secrecy::SecretString;

use crate::support::World;
use crate::support::people::{Firms, PASSWORD};

async fn half(world: &World, email: &str, password: &str) {
    let origin = Origin {
        address: Some(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9))),
        source: AddressSource::Direct,
        device: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(),
        request: "half".to_owned(),
    };
    let visitor = Visitor::new(std::sync::Arc::clone(&world.backend), origin, Language::Es);
    let _ = access::check_password(&visitor, email, SecretString::from(password), "").await;
}

async fn letters(world: &World) -> i64 {
    jobs::run_due(&world.backend).await.unwrap();
    world
        .count("select count(*) from matterlock.letters where notice ->> 'notice' = 'half_login'")
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_half_a_sign_in_is_told_to_its_owner_once_an_hour() {
    let firms = Firms::new().await;
    let world = &firms.world;
    half(world, "ana@solano.example", "not her password at all").await;
    half(world, "nobody@solano.example", PASSWORD).await;
    world.pass(600).await;
    assert_eq!(letters(world).await, 0, "a wrong password is no half of a sign-in");

    half(world, "ana@solano.example", PASSWORD).await;
    world.pass(599).await;
    assert_eq!(letters(world).await, 0, "there is time left for the second half");
    half(world, "ana@solano.example", PASSWORD).await;
    world.pass(1).await;
    assert_eq!(letters(world).await, 1);
    let mail = world
        .mails()
        .into_iter()
        .find(|mail| mail.contains("To: ana <ana@solano.example>") && mail.contains("198.51.100.9"));
    assert!(mail.is_some());
    world.pass(600).await;
    assert_eq!(letters(world).await, 1, "the second within the hour");
    world.pass(3600).await;
    half(world, "ana@solano.example", PASSWORD).await;
    world.pass(600).await;
    assert_eq!(letters(world).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_whoever_begins_again_and_goes_through_is_not_bothered() {
    let firms = Firms::new().await;
    let world = &firms.world;
    // In the browser of the tests, which then signs in.
    world.password("ana@solano.example").await;
    world.sign_in_again(&firms.ana).await;
    world.pass(600).await;
    assert_eq!(letters(world).await, 0);
    // The same from elsewhere is told, whatever the owner does meanwhile.
    half(world, "ana@solano.example", PASSWORD).await;
    world.sign_in_again(&firms.ana).await;
    world.pass(600).await;
    assert_eq!(letters(world).await, 1);
}
