//! A server of a test's own: the real binary, its private database, its own data folder.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use vault::{MasterKey, Purpose};

use crate::person::PASSWORD;

/// A running installation. Stopped when dropped.
pub(crate) struct Installation {
    server: Child,
    folder: PathBuf,
    pub(crate) url: String,
    pub(crate) setup_token: String,
    /// What it printed when it was started last.
    pub(crate) said: String,
    choices: Vec<(&'static str, &'static str)>,
}

impl Installation {
    /// Starts it and waits until it is ready.
    pub(crate) fn start() -> Self {
        let mut installation = Self::new();
        installation.serve();
        installation
    }

    /// The same with other choices in the environment.
    pub(crate) fn choosing(choices: &[(&'static str, &'static str)]) -> Self {
        let mut installation = Self::new();
        installation.choices = choices.to_vec();
        installation.serve();
        installation
    }

    /// Nothing but a folder and a port.
    pub(crate) fn new() -> Self {
        let folder = std::env::temp_dir().join(format!(
            "matterlock-{}",
            vault::digest::hex(&vault::random::bytes::<8>())
        ));
        std::fs::create_dir_all(&folder).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self {
            server: Command::new("true").spawn().unwrap(),
            url: format!("http://127.0.0.1:{port}"),
            folder,
            setup_token: String::new(),
            said: String::new(),
            choices: Vec::new(),
        }
    }

    /// Where everything of it lies.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.join("key/master.key")
    }

    /// What Ctrl-C does to the server, and waits for its end.
    pub(crate) fn stop(&mut self) {
        send("INT", &self.server);
        self.server.wait().unwrap();
    }

    /// The programs that run in its folder or on it: nobody else knows its name.
    pub(crate) fn processes(&self) -> Vec<String> {
        let ours = |process: &Path| {
            let command = std::fs::read(process.join("cmdline")).ok()?;
            let command = String::from_utf8_lossy(&command).replace('\0', " ");
            let here = std::fs::read_link(process.join("cwd")).is_ok_and(|folder| folder.starts_with(&self.folder));
            (here || command.contains(&*self.folder.to_string_lossy())).then_some(command)
        };
        std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| ours(&entry.ok()?.path()))
            .collect()
    }

    /// Starts the server again, after it has ended, and waits until it is ready.
    pub(crate) fn serve(&mut self) {
        self.server = self.command(&["serve"]).stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(self.server.stdout.take().unwrap());
        self.said.clear();
        for line in output.lines() {
            let line = line.unwrap();
            self.said += &line;
            self.said.push('\n');
            if let Some((_, token)) = line.split_once("/setup#") {
                token.trim().clone_into(&mut self.setup_token);
            }
            if line.contains("is ready at") {
                return;
            }
        }
        panic!("the server did not start");
    }

    /// What `kill -9` does to the server.
    pub(crate) fn kill_server(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// What `kill -9` does to the database, and what the server does then: it ends by itself.
    pub(crate) fn kill_database(&mut self) {
        let file = std::fs::read_to_string(self.data().join("postgres/cluster/postmaster.pid")).unwrap();
        let killed = Command::new("kill")
            .args(["-9", file.lines().next().unwrap()])
            .status()
            .unwrap();
        assert!(killed.success());
        self.server.wait().unwrap();
    }

    /// A command of the same program on the same installation.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command
            .args(arguments)
            .env_remove("DATABASE_URL")
            .env("MATTERLOCK_DATA", self.data())
            .env("MATTERLOCK_MASTER_KEY_FILE", self.key_file())
            .env("MATTERLOCK_LISTEN", self.url.trim_start_matches("http://"))
            .env("MATTERLOCK_PUBLIC_URL", &self.url)
            // Everybody in a test comes from one address.
            .env("MATTERLOCK_SIGN_IN_RATE", "1000")
            .envs(self.choices.iter().copied());
        command
    }

    /// Adds somebody to the firm of a colleague by the operator's command, with the password of everybody in these tests.
    pub(crate) fn add_colleague(&self, colleague: &str, mail: &str, name: &str, role: &str) {
        let person = ["--colleague", colleague, "--mail", mail, "--name", name, "--role", role];
        let (added, said) = self.run(&[&["add-person"][..], &person].concat(), &format!("{PASSWORD}\n"));
        assert!(added && said.contains("Added"), "{said}");
    }

    /// The secret of the latest link to a page that was mailed to an address; waits for the mail.
    pub(crate) async fn mailed_link(&self, to: &str, page: &str) -> String {
        let start = format!("{}/{page}#", self.url);
        for _ in 0..100 {
            let mut found = Vec::new();
            for file in std::fs::read_dir(self.data().join("outbox")).unwrap() {
                let file = file.unwrap();
                // Without the breaks of quoted-printable (RFC 2045, section 6.7).
                let mail = std::fs::read_to_string(file.path())
                    .unwrap_or_default()
                    .replace("=\r\n", "");
                let secret: Option<String> = mail
                    .split_once(&start)
                    .filter(|_| mail.contains(to))
                    .map(|(_, rest)| rest.chars().take(43).collect());
                found.extend(secret.map(|secret| (file.metadata().unwrap().modified().unwrap(), secret)));
            }
            if let Some((_, secret)) = found.into_iter().max() {
                return secret;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no mail to {to} leads to {page}");
    }

    /// The secret of one that was mailed after another.
    pub(crate) async fn mailed_after(&self, earlier: &str, to: &str, page: &str) -> String {
        for _ in 0..100 {
            let latest = self.mailed_link(to, page).await;
            if latest != earlier {
                return latest;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no other mail to {to} leads to {page}");
    }

    /// The secret of a new link with which another firm registers.
    pub(crate) fn another_setup_token(&self) -> String {
        let (made, link) = self.run(&["setup-link"], "");
        assert!(made, "{link}");
        let (_, token) = link.split_once("/setup#").unwrap();
        token.split_whitespace().next().unwrap().to_owned()
    }

    /// Runs statements in the private database, as its superuser: what the last of them answers.
    pub(crate) fn sql(&self, statements: &str) -> String {
        self.try_sql(statements).unwrap_or_else(|why| panic!("{why}"))
    }

    /// The same for what changes tables that the server works with: one of the two may have to give way.
    pub(crate) fn alter(&self, statements: &str) -> String {
        for _ in 0..10 {
            match self.try_sql(statements) {
                Err(why) if why.contains("deadlock detected") => {}
                done => return done.unwrap_or_else(|why| panic!("{why}")),
            }
        }
        panic!("ten deadlocks: {statements}");
    }

    fn try_sql(&self, statements: &str) -> Result<String, String> {
        let key = MasterKey::load(&self.key_file()).unwrap().unwrap();
        let postgres = self.data().join("postgres");
        let postgres = std::fs::read_link(&postgres).unwrap_or(postgres);
        let done = Command::new("psql")
            .env(
                "PGPASSWORD",
                vault::digest::hex(key.derive(Purpose::DatabaseOwner).expose()),
            )
            .args([
                "--username=matterlock_cluster",
                "--dbname=matterlock",
                "--set=ON_ERROR_STOP=1",
                "--quiet",
                "--no-align",
                "--tuples-only",
            ])
            .arg(format!("--host={}", postgres.join("socket").display()))
            .arg(format!("--command={statements}"))
            .output()
            .unwrap();
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned());
        }
        Ok(String::from_utf8(done.stdout).unwrap().trim().to_owned())
    }

    /// Runs a command to its end: whether it succeeded, and what it printed.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> (bool, String) {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        )
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        send("INT", &self.server);
        for _ in 0..150 {
            if matches!(self.server.try_wait(), Ok(Some(_))) {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _dead = self.server.kill();
        let _reaped = self.server.wait();
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

/// Sends a signal, which a process that has ended does not hear.
pub(crate) fn send(signal: &str, process: &Child) {
    let _gone = Command::new("kill")
        .arg(format!("-{signal}"))
        .arg(process.id().to_string())
        .stderr(Stdio::null())
        .status();
}
