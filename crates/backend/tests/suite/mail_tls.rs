//! Letters over TLS: they reach a server that proves who it is, and what can't prove it hears nothing.

use backend::mail::{Authority, Mailer};
use backend::{Failure, access, jobs};
use domain::Error;
use domain::captcha::Form;

use crate::support::certificates::TestAuthority;
use crate::support::mail::link_in;
use crate::support::people::{Firms, proof, prove_mail};
use crate::support::smtp::{Catcher, Tls};
use crate::support::{World, refusal, sender, visitor};

const ANA: &str = "ana@solano.example";
/// Where every catcher listens.
const HERE: &str = "IP:127.0.0.1";

fn told_of(authority: &TestAuthority) -> Authority {
    Authority::parse(&authority.pem()).unwrap()
}

fn over(catcher: &Catcher, authority: Option<&Authority>) -> Mailer {
    Mailer::smtp(&catcher.url, &sender(), authority).unwrap()
}

/// Has a letter mailed that goes at once, and says whether it went.
async fn send(world: &World, catcher: &Catcher, authority: Option<&Authority>) -> Result<(), Failure> {
    let backend = world.mailing(over(catcher, authority));
    prove_mail(&visitor(&backend), &world.setup().await, ANA).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_arrives_after_starttls_and_within_tls_from_the_first_byte() {
    let world = World::new().await;
    let authority = TestAuthority::new();
    let server = authority.vouch_for(HERE);
    for tls in [Tls::Asked(server.clone()), Tls::FromTheFirstByte(server)] {
        let catcher = Catcher::listen(tls).await;
        send(&world, &catcher, Some(&told_of(&authority))).await.unwrap();
        let heard = catcher.heard();
        let token = link_in(&heard.sealed, "setup/firm").expect("a whole letter");
        let told = access::read_registration(&world.visitor(), &token).await.unwrap();
        assert_eq!(told.email, ANA);
        // The password at the server went the same way, and nothing but the wish for TLS went before.
        assert!(heard.sealed.contains("AUTH PLAIN "), "{}", heard.sealed);
        for line in heard.clear.lines() {
            assert!(line.starts_with("EHLO ") || line == "STARTTLS", "{line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_nobody_vouches_for_gets_no_letter() {
    let world = World::new().await;
    let (ours, another) = (TestAuthority::new(), TestAuthority::new());
    let (here, elsewhere) = (ours.vouch_for(HERE), ours.vouch_for("DNS:mail.example.org"));
    for (what, server, believed) in [
        ("by nobody whom browsers trust", &here, None),
        ("by another authority", &here, Some(told_of(&another))),
        ("for another server", &elsewhere, Some(told_of(&ours))),
    ] {
        for tls in [Tls::Asked(server.clone()), Tls::FromTheFirstByte(server.clone())] {
            let catcher = Catcher::listen(tls).await;
            let told = refusal(send(&world, &catcher, believed.as_ref()).await);
            assert_eq!(told, Error::Unavailable, "{what}");
            assert!(catcher.heard().is_nothing(), "{what}: {}", catcher.heard().clear);
        }
    }
}

/// Somebody on the way takes the offer of TLS out of the server's greeting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_offers_no_tls_gets_no_letter() {
    let world = World::new().await;
    let ours = told_of(&TestAuthority::new());
    for believed in [None, Some(&ours)] {
        let catcher = Catcher::listen(Tls::Never).await;
        assert_eq!(refusal(send(&world, &catcher, believed).await), Error::Unavailable);
        assert!(catcher.heard().is_nothing(), "{}", catcher.heard().clear);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_could_not_go_says_why_and_goes_once_it_can() {
    let firms = Firms::new().await;
    let world = &firms.world;
    jobs::run_due(&world.backend).await.unwrap();
    let visitor = world.visitor();
    access::ask_new_password(&visitor, ANA, &proof(&visitor, Form::Recover))
        .await
        .unwrap();
    let authority = TestAuthority::new();
    let server = Tls::Asked(authority.vouch_for(HERE));
    for (tls, why) in [
        (server.clone(), "no encrypted connection"),
        (Tls::Never, "does not offer what is needed"),
    ] {
        let catcher = Catcher::listen(tls).await;
        jobs::run_due(&world.mailing(over(&catcher, None))).await.unwrap();
        assert!(catcher.heard().is_nothing(), "{}", catcher.heard().clear);
        let said = world
            .text("select string_agg(last_error, ' ') from matterlock.jobs where finished_at is null")
            .await;
        assert!(said.contains(why), "{said}");
        world.pass(60).await;
    }
    let catcher = Catcher::listen(server).await;
    jobs::run_due(&world.mailing(over(&catcher, Some(&told_of(&authority)))))
        .await
        .unwrap();
    let token = link_in(&catcher.heard().sealed, "sign-in/new-password").expect("a whole letter");
    access::read_new_password(&world.visitor(), &token).await.unwrap();
}
