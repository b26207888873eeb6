//! The promises in words: what is promised, and where it is enforced.

use domain::Language;

use super::texts;

texts! {
    title { en: "What this installation promises", es: "Lo que esta instalación promete" }
    intro {
        en: "Each promise is checked against the running installation, not against a document. Green stands only for what has run and held.",
        es: "Cada promesa se comprueba en la instalación en funcionamiento, no en un documento. El verde se muestra solo en lo que se ejecutó y se cumplió.",
    }
    held { en: "Held", es: "Se cumple" }
    broken { en: "Broken", es: "No se cumple" }
    not_run { en: "Not run yet", es: "Sin ejecutar" }
    all_held(n: usize) { en: "All {n} checks held when they last ran.", es: "Las {n} comprobaciones se cumplieron en su última ejecución." }
    some_broken(n: usize, of: usize) { en: "{n} of {of} checks did not hold. The firm’s administrators see what exactly.", es: "{n} de {of} comprobaciones no se cumplieron. Quienes administran el sistema ven el detalle." }
    some_not_run(n: usize, of: usize) { en: "{n} of {of} checks have not run yet on this installation.", es: "{n} de {of} comprobaciones aún no se han ejecutado en esta instalación." }
    some_late { en: "The checks have not run for more than a day. What held then is not known to hold now.", es: "Las comprobaciones no se ejecutan desde hace más de un día. No se sabe si lo que se cumplía entonces se cumple ahora." }
    last_check { en: "Last check", es: "Última comprobación" }
    never { en: "never", es: "nunca" }
    enforced { en: "How it is enforced", es: "Cómo se garantiza" }
    attempts(n: &str) { en: "{n} attempts to break it", es: "{n} intentos de romperla" }
    took(ms: u32) { en: "in {ms} ms", es: "en {ms} ms" }
    seen { en: "What was seen", es: "Lo observado" }
    run { en: "Run the checks now", es: "Ejecutar las comprobaciones" }
    running { en: "Running the checks. This takes up to a minute; you can leave this page meanwhile.", es: "Ejecutando las comprobaciones. Toma hasta un minuto; puede salir de esta página mientras tanto." }
    ran { en: "The checks have run.", es: "Las comprobaciones se ejecutaron." }
    nothing { en: "No check has been registered", es: "No hay comprobaciones registradas" }
    nothing_text { en: "This installation tells nothing about itself yet.", es: "Esta instalación aún no informa sobre sí misma." }
    attack { en: "The attack on the isolation", es: "El ataque al aislamiento" }
    attack_short { en: "Every known attempt, once", es: "Cada intento conocido, una vez" }
    attack_long { en: "The long form", es: "La forma extensa" }
    attack_clean { en: "Nothing got through", es: "Nada pasó" }
    attack_not_now {
        en: "Not tried when last asked; these are the figures of before",
        es: "No se intentó en la última ocasión; estas cifras son de antes",
    }
    attack_leaked(n: u32) { en: "{n} got through", es: "{n} intentos pasaron" }
    attack_tried(http: &str, sql: &str) { en: "{http} requests and {sql} SQL statements tried", es: "{http} solicitudes y {sql} sentencias SQL intentadas" }
    attack_took(seconds: i64) { en: "in {seconds} s", es: "en {seconds} s" }
    attack_where(endpoints: u32) { en: "at {endpoints} functions and routes", es: "en {endpoints} funciones y rutas" }
    attack_seed(seed: u32) { en: "seed {seed}", es: "semilla {seed}" }
    attack_none { en: "No attack has come to its end on this installation yet.", es: "Ningún ataque ha concluido aún en esta instalación." }
    attack_running { en: "An attack is under way.", es: "Hay un ataque en curso." }
    attack_run { en: "Attack now", es: "Atacar ahora" }
    attack_under_way {
        en: "Attacking. This takes up to a minute; you can leave this page meanwhile.",
        es: "Atacando. Toma hasta un minuto; puede salir de esta página mientras tanto.",
    }
    attack_ran { en: "The attack has come to its end.", es: "El ataque concluyó." }
    attack_note {
        en: "Two firms that exist for nothing else are attacked: no mail leaves them and nobody signs in there. The long form, with 100,000 requests and 1,000,000 statements, is run at the server’s terminal: server attack --long.",
        es: "Se atacan dos despachos que no existen para otra cosa: de ellos no sale correo ni ingresa nadie. La forma extensa, con 100 000 solicitudes y 1 000 000 de sentencias, se ejecuta en la terminal del servidor: server attack --long.",
    }
    proof { en: "The log, against what was signed", es: "La bitácora, frente a lo que se firmó" }
    proof_none { en: "No log has been proven on this installation yet.", es: "Aún no se ha comprobado ninguna bitácora en esta instalación." }
    proof_right { en: "As it was written", es: "Tal como se escribió" }
    proof_wrong(n: &str) { en: "Not as it was written: {n} findings", es: "No está como se escribió: {n} hallazgos" }
    proof_not_now { en: "Not proven when last tried; these are the figures before that", es: "Sin comprobar en el último intento; estas son las cifras anteriores" }
    proof_read(entries: &str, logs: &str) { en: "{entries} entries of {logs} logs hashed again;", es: "Se recalcularon {entries} entradas de {logs} bitácoras;" }
    proof_signed(n: &str) { en: "{n} of them under a signed checkpoint.", es: "{n} de ellas bajo un punto de control firmado." }
    proof_drilled(n: &str) { en: "{n} changes of a log made for the purpose: all found.", es: "{n} alteraciones de una bitácora hecha para ello: todas detectadas." }
    group_signing_in { en: "Signing in", es: "Ingreso" }
    group_isolation { en: "Who may see what", es: "Quién puede ver qué" }
    group_log { en: "What happened", es: "Qué ocurrió" }
    group_secret { en: "Kept secret", es: "Confidencialidad" }
    group_documents { en: "Signing documents", es: "Firma de documentos" }
    group_always { en: "Always there", es: "Continuidad" }
    group_other { en: "Other", es: "Otras" }
}

/// The heading under which promises with this letter stand.
pub(crate) fn group(lang: Language, promise: &str) -> &'static str {
    match promise.chars().next() {
        Some('S') => group_signing_in(lang),
        Some('I') => group_isolation(lang),
        Some('L') => group_log(lang),
        Some('K') => group_secret(lang),
        Some('D') => group_documents(lang),
        Some('R') => group_always(lang),
        _ => group_other(lang),
    }
}

/// What a promise says and how it is enforced; nothing for one that this version does not know.
pub(crate) fn promise(lang: Language, id: &str) -> Option<(&'static str, &'static str)> {
    let (en, es) = words(id)?;
    Some(match lang {
        Language::En => en,
        Language::Es => es,
    })
}

/// A promise and its enforcement.
type Words = (&'static str, &'static str);

/// In both languages.
fn words(id: &str) -> Option<(Words, Words)> {
    Some(match id {
        "S1" => (
            (
                "Every sign-in asks for a second factor, without exception. A code works once, and so does each of ten recovery codes on paper.",
                "TOTP (RFC 6238), a passkey or a recovery code after the password; the used time step or code is stored by compare-and-set in the database. Recovery codes are stored as hashes under a key that is kept apart.",
            ),
            (
                "Todo ingreso pide un segundo factor, sin excepción. Cada código sirve una sola vez, también cada uno de los diez códigos de recuperación en papel.",
                "TOTP (RFC 6238), llave de acceso o código de recuperación después de la contraseña; el intervalo o código utilizado se guarda en la base de datos de forma atómica. De los códigos de recuperación se guarda un resumen con una llave que se conserva aparte.",
            ),
        ),
        "S2" => (
            (
                "A device that you trust saves your password for up to 7 days, never your second factor: after an idle lock the second factor alone unlocks it.",
                "The trust’s cookie opens nothing by itself and works in one browser only. A new password, second factor or role ends all trust, by triggers of the database, which also limit every session: 12 hours, or 7 days on a trusted device.",
            ),
            (
                "Un dispositivo de confianza recuerda su contraseña hasta por 7 días, nunca el segundo factor: tras un bloqueo por inactividad se desbloquea solo con el segundo factor.",
                "La cookie de confianza no abre nada por sí sola y sirve en un único navegador. Un cambio de contraseña, segundo factor o rol termina toda confianza mediante disparadores de la base de datos, que también limitan cada sesión: 12 horas, o 7 días en un dispositivo de confianza.",
            ),
        ),
        "S12" => (
            (
                "When a session ends, what was being typed is not lost: it comes back when the same person signs in again in that browser, and nobody else can read it.",
                "The form is sealed in the browser (AES-256-GCM) with a key of two halves: one can’t be taken out of that browser, the other is given by the server only to the live session of the person it belongs to. The server never receives the text. The check looks at the server’s half; the sealing in the browser is proven by the product’s tests.",
            ),
            (
                "Cuando la sesión termina, lo que se estaba escribiendo no se pierde: vuelve cuando la misma persona ingresa de nuevo en ese navegador, y nadie más puede leerlo.",
                "El formulario se sella en el navegador (AES-256-GCM) con una llave de dos mitades: una no puede extraerse de ese navegador y la otra la entrega el servidor solo a la sesión activa de la persona a quien pertenece. El servidor nunca recibe el texto. La comprobación examina la mitad del servidor; el sellado en el navegador lo demuestran las pruebas del producto.",
            ),
        ),
        "S3" => (
            (
                "A session ends after 30 minutes without activity. The last minute is counted down in every tab.",
                "The server decides by the session’s row in the database; the browser only shows it.",
            ),
            (
                "La sesión termina tras 30 minutos de inactividad. El último minuto se cuenta en todas las pestañas.",
                "Lo decide el servidor según el registro de la sesión en la base de datos; el navegador solo lo muestra.",
            ),
        ),
        "S4" => (
            (
                "Signing out is instant and complete, and a new sign-in ends every earlier session and tells its browser when and from where.",
                "Sessions are rows in the database, at most one live per person by a unique index; the cookie only names one.",
            ),
            (
                "Cerrar la sesión es inmediato y total, y un nuevo ingreso termina toda sesión anterior e informa a su navegador cuándo y desde dónde.",
                "Las sesiones son registros en la base de datos, a lo sumo una activa por persona mediante un índice único; la cookie solo la nombra.",
            ),
        ),
        "S5" => (
            (
                "Five failed sign-ins lock an account for 15 minutes; after three, the next asks for proof of a human. Strangers who fail on purpose can’t lock the owner out.",
                "Counted per address by one atomic statement in the database before anything is compared; a device that the owner has signed in from counts its own failures.",
            ),
            (
                "Cinco ingresos fallidos bloquean la cuenta durante 15 minutos; después de tres, el siguiente pide comprobar que hay una persona. Quien falle a propósito no puede dejar fuera a su titular.",
                "Se cuentan por dirección con una sola operación atómica en la base de datos, antes de comparar nada; un dispositivo desde el que ya se ingresó cuenta sus propios fallos.",
            ),
        ),
        "S6" => (
            (
                "Every endpoint of signing in takes ten requests a minute from one address, and no header brings more.",
                "Counted in the database over a sliding minute, so that all servers agree; IPv6 by its /64 network; only configured proxies are believed.",
            ),
            (
                "Cada punto de ingreso acepta diez solicitudes por minuto desde una misma dirección, y ningún encabezado consigue más.",
                "Se cuentan en la base de datos en un minuto móvil, para que todos los servidores coincidan; IPv6 por su red /64; solo se cree a los proxies configurados.",
            ),
        ),
        "S7" => (
            (
                "Programs can’t send the forms of registering and, after failures, of signing in.",
                "A puzzle that the reader’s browser solves by itself and that calls nobody, or Cloudflare Turnstile where it is configured; each proof counts once, for one form.",
            ),
            (
                "Los programas automáticos no pueden enviar el formulario de registro ni, tras varios fallos, el de ingreso.",
                "Un acertijo que el navegador resuelve por sí solo sin consultar a nadie, o Cloudflare Turnstile donde esté configurado; cada comprobación sirve una sola vez y para un solo formulario.",
            ),
        ),
        "S8" => (
            (
                "Passwords are stored as one-way hashes, and no answer tells whether an account exists.",
                "Argon2id; imported bcrypt hashes become such at the next sign-in. The same answer, after the same time, for unknown, closed and locked accounts.",
            ),
            (
                "Las contraseñas se guardan como resúmenes irreversibles y ninguna respuesta revela si una cuenta existe.",
                "Argon2id; los resúmenes bcrypt importados se convierten al siguiente ingreso. La misma respuesta, tras el mismo tiempo, para cuentas desconocidas, cerradas o bloqueadas.",
            ),
        ),
        "S9" => (
            (
                "Every call carries a signed session token that no script can read, and comes from this site.",
                "JWT in an HttpOnly, SameSite __Host- cookie; the Origin is checked on every method that changes something.",
            ),
            (
                "Cada llamada lleva un token de sesión firmado que ningún script puede leer y proviene de este sitio.",
                "JWT en una cookie __Host- HttpOnly y SameSite; se verifica el origen en todo método que modifica datos.",
            ),
        ),
        "S10" => (
            (
                "Passkeys sign in as second factor, or alone, and only after the device has asked its owner for a finger, a face or a PIN.",
                "WebAuthn with user verification required; each ceremony is one row in the database that the first answer uses up; a counter that goes back is refused and logged.",
            ),
            (
                "Las llaves de acceso sirven como segundo factor o solas, y únicamente después de que el dispositivo pida a su dueño la huella, el rostro o un PIN.",
                "WebAuthn con verificación de la persona obligatoria; cada ceremonia es un registro de la base de datos que se consume con la primera respuesta; un contador que retrocede se rechaza y queda en la bitácora.",
            ),
        ),
        "S11" => (
            (
                "Nobody gets past a lost second factor alone: it takes two administrators, a day, and an owner who does not say no. Half-finished sign-ins are told to their owner by mail.",
                "Who asks, who agrees and the time of the wait are held to by the database; the owner is mailed a link that ends it; a new password by mail asks for the second factor too.",
            ),
            (
                "Nadie supera por sí solo la pérdida de un segundo factor: se necesitan dos personas que administren, un día y que la persona no se oponga. Los ingresos a medias se avisan por correo a su dueña o dueño.",
                "La base de datos misma exige quién lo pide, quién lo aprueba y el tiempo de espera; la persona recibe por correo un enlace que lo cancela; una contraseña nueva por correo también pide el segundo factor.",
            ),
        ),
        "I1" => (
            (
                "The data of one firm is out of reach for every other firm.",
                "Row-level security in PostgreSQL, forced on every table. The server signs in to the database apart for the office, for sign-ins and for its own work, and refuses to start with a role that could bypass the rules or become another’s, or where somebody has changed a rule by hand.",
            ),
            (
                "Los datos de un despacho están fuera del alcance de cualquier otro.",
                "Seguridad por filas en PostgreSQL, forzada en cada tabla. El servidor entra en la base de datos por separado para la oficina, para los ingresos y para su propio trabajo, y no arranca con un rol que pueda evadir las reglas o volverse uno ajeno, ni donde alguien haya cambiado una regla a mano.",
            ),
        ),
        "I2" => (
            (
                "A case is visible only to the people assigned to it. Whoever is walled off from it is kept out and learns nothing of it, whatever their role.",
                "By the policies of the database, for rows, file bytes, search, counts, exports and live events alike. One exception: by break-glass a partner or an administrator sees one case for four hours, with a reason and a fresh second factor; that stands in the log, the responsible attorney is told at once, and it passes no wall.",
            ),
            (
                "Un expediente es visible solo para las personas asignadas. Una barrera ética impide el acceso de una persona, que no se entera de nada de él, sea cual sea su rol.",
                "Mediante las políticas de la base de datos, tanto para registros como para archivos, búsquedas, conteos, exportaciones y avisos en vivo. Una excepción: por acceso de emergencia, quien es socio o administra ve un expediente durante cuatro horas, con un motivo y el segundo factor reciente; queda en la bitácora, se avisa de inmediato a la persona responsable y no pasa ninguna barrera.",
            ),
        ),
        "I3" => (
            (
                "What each role may do is one table, and nobody changes a role but an administrator, with an entry in the log.",
                "Written into the database at every start and asked by its policies; a role of its own for the firm’s administration, and triggers for the last administrator and for one’s own role.",
            ),
            (
                "Lo que permite cada rol está en una sola tabla, y nadie cambia un rol salvo quien administra, con registro en la bitácora.",
                "Se escribe en la base de datos en cada inicio y la consultan sus políticas; la administración del despacho tiene un rol propio, y hay disparadores para la última persona que administra y para el rol propio.",
            ),
        ),
        "I5" => (
            (
                "Not even whoever operates this installation can read a client’s documents. Where support needs to look, the firm lets one operator into one case, for some hours, and takes it back at any time.",
                "An operator asks; an administrator of the firm grants it with a fresh second factor, read-only or not, and the responsible attorney is told at once. Without a grant that lasts, the database gives an operator no row and no document key, whatever they ask. While it lasts a banner says so; every look stands in the firm’s own log. It does not hold off whoever has the machine itself and its master key.",
            ),
            (
                "Ni siquiera quien opera esta instalación puede leer los documentos de un cliente. Si el soporte necesita ver algo, el despacho le da acceso a un expediente, por unas horas, y lo retira cuando quiera.",
                "Quien opera lo solicita; alguien que administra el despacho lo concede con un segundo factor reciente, solo para consultar o también para modificar, y se avisa de inmediato a la persona responsable. Sin un permiso vigente, la base de datos no le entrega a quien opera ningún registro ni la clave de ningún documento, pida lo que pida. Mientras dura, un aviso lo indica; cada consulta queda en la bitácora del despacho. Esto no detiene a quien tiene en sus manos la máquina misma y su clave maestra.",
            ),
        ),
        "I6" => (
            (
                "The isolation is attacked by the product itself, and what got through is told here: nothing may.",
                "Signed in as another firm and as unassigned colleagues, it asks every function, page, file, search and event stream for what is not theirs, and runs generated SQL as the application’s own roles; rows, words, changes, errors and different answers all count. A function that it has no case for breaks the promise.",
            ),
            (
                "El propio producto ataca el aislamiento y aquí informa lo que logró pasar: nada debe hacerlo.",
                "Como otro despacho y como colegas sin asignación, pide a cada función, página, archivo, búsqueda y aviso en vivo lo que no les pertenece, y ejecuta SQL generado con los roles de la aplicación; cuentan por igual registros, palabras, cambios, errores y respuestas distintas. Una función sin caso de ataque incumple la promesa.",
            ),
        ),
        "I4" => (
            (
                "Administrators work at a place apart, with a sign-in of its own that ends after 15 minutes without activity. No case can be read there.",
                "Its own password and code step, cookie and path; a code counts at one of the two places only; a role of the database without a grant on any case; the firm can name the networks it opens from.",
            ),
            (
                "Quienes administran trabajan en un lugar aparte, con un ingreso propio que termina tras 15 minutos de inactividad. Allí no se puede leer ningún expediente.",
                "Paso propio de contraseña y código, cookie y ruta propias; un código vale en uno solo de los dos lugares; un rol de la base de datos sin acceso a expedientes; el despacho puede indicar las redes desde las que se abre.",
            ),
        ),
        "L1" => (
            (
                "Every meaningful action is in the log with time, person, address and how the address is known.",
                "An action and its log entry are one transaction: both happen or neither.",
            ),
            (
                "Toda acción relevante queda en la bitácora con hora, persona, dirección y cómo se conoce la dirección.",
                "La acción y su entrada son una sola transacción: ocurren ambas o ninguna.",
            ),
        ),
        "L2" => (
            (
                "Nobody can change or delete an entry of the log.",
                "No such grant for any role, and triggers that refuse UPDATE, DELETE and TRUNCATE to the owner too.",
            ),
            (
                "Nadie puede modificar ni borrar una entrada de la bitácora.",
                "Ningún rol tiene ese permiso, y disparadores rechazan UPDATE, DELETE y TRUNCATE incluso al propietario.",
            ),
        ),
        "L3" => (
            (
                "What administrators do stands in a log of its own.",
                "A table apart from the firm’s log, numbered by itself, append-only as that one; neither place has a grant on the other’s.",
            ),
            (
                "Lo que hacen quienes administran queda en una bitácora propia.",
                "Una tabla aparte de la bitácora del despacho, con numeración propia y de solo adición; ninguno de los dos lugares tiene acceso a la del otro.",
            ),
        ),
        "L4" => (
            (
                "The log is kept for seven years at least. What is older leaves only as a verified, signed file.",
                "A partition a year. The database itself refuses to remove one before seven years have passed since the year’s end, while anything of it is not archived, or while a legal hold is on a case that it speaks of, whatever statement asks. The check tries it with every year there is, and looks for the signed statement on every entry that left.",
            ),
            (
                "La bitácora se conserva al menos siete años. Lo más antiguo solo sale en un archivo verificado y firmado.",
                "Una partición por año. La propia base de datos se niega a retirarla antes de siete años desde el cierre del año, mientras algo de ella no esté archivado o mientras una retención legal pese sobre un expediente que mencione, sea cual sea la instrucción. La verificación lo intenta con cada año que hay y busca la constancia firmada de cada entrada que salió.",
            ),
        ),
        "L5" => (
            (
                "The log can be searched, followed and taken out as a file, which holds what its reader may read and nothing else.",
                "Read under the policies of the reader’s own session, up to the newest entry of the moment, and written while it is read. Taking it out asks for a fresh second factor and stands in the log first; no cell of the file is a formula.",
            ),
            (
                "La bitácora se puede buscar, seguir en vivo y exportar en un archivo, que contiene lo que su lector puede ver y nada más.",
                "Se lee con las políticas de la propia sesión de quien la lee, hasta la entrada más reciente del momento, y se escribe a medida que se lee. Exportar pide un segundo factor reciente y antes queda en la bitácora; ninguna celda del archivo es una fórmula.",
            ),
        ),
        "L6" => (
            (
                "Somebody with all rights over the database who edits, removes, reorders or cuts off entries of the log is found.",
                "Every entry is hashed into a tree (RFC 6962) whose root is signed within seconds (Ed25519), with a key that is not in the database. What was signed is kept outside it too, and mailed to each firm once a day unless it says no. The check compares every entry with it, and sees whether mail is late; whoever is given a case’s evidence checks it without us, at /verify.",
            ),
            (
                "Quien tenga todos los permisos sobre la base de datos y edite, elimine, reordene o corte entradas de la bitácora, queda al descubierto.",
                "Cada entrada se resume en un árbol (RFC 6962) cuya raíz se firma en segundos (Ed25519) con una llave que no está en la base de datos. Lo firmado se conserva también fuera de ella y se envía a cada despacho una vez al día, salvo que lo rechace. La verificación compara con ello cada entrada y advierte si un envío se atrasa; quien recibe la prueba de un expediente la comprueba sin nosotros, en /verify.",
            ),
        ),
        "L7" => (
            (
                "The log can’t be changed, and yet who has a right to be forgotten is: their names and addresses can’t be read any more, by anybody.",
                "Personal values stand in the log under a key of whoever they are of. Erasure destroys the key, blackens what stands elsewhere and is signed; what was hashed stays as it was, so the log still verifies. The database refuses it while a legal hold covers the person.",
            ),
            (
                "La bitácora no se puede modificar y aun así se respeta el derecho a la supresión: los nombres y direcciones de la persona ya no los puede leer nadie.",
                "Los valores personales están en la bitácora cifrados con una llave de cada persona. La supresión destruye la llave, tacha lo que hay en otros lugares y queda firmada; lo resumido no cambia, de modo que la bitácora se sigue verificando. La base de datos la rechaza mientras una retención legal ampare a la persona.",
            ),
        ),
        "K2" => (
            (
                "Documents, signature links and authenticator secrets are encrypted at rest.",
                "AES-256-GCM with a key per document, wrapped by the firm’s key, wrapped by a master key that is kept apart.",
            ),
            (
                "Los documentos, los enlaces de firma y los secretos de autenticación se guardan cifrados.",
                "AES-256-GCM con una llave por documento, protegida por la del despacho y esta por una llave maestra que se guarda aparte.",
            ),
        ),
        "K3" => (
            (
                "The browser is told to run nothing but this product’s own code.",
                "A strict content security policy with a nonce per answer, and the other protective headers on every answer.",
            ),
            (
                "El navegador tiene instrucción de ejecutar únicamente el código propio de este producto.",
                "Una política de seguridad de contenido estricta con un nonce por respuesta y los demás encabezados de protección en cada respuesta.",
            ),
        ),
        "K4" => (
            (
                "No other site can read an answer. Requests from other sites that would change something, and bodies beyond 15 MB, are refused.",
                "No CORS permission for anybody; the Origin is asked on every method that changes something, and a larger body is refused before anything in it is processed.",
            ),
            (
                "Ningún otro sitio puede leer una respuesta. Se rechazan las solicitudes de otros sitios que modificarían datos y los envíos de más de 15 MB.",
                "No se concede permiso CORS a nadie; se verifica el origen en todo método que modifica datos, y un envío mayor se rechaza antes de procesar su contenido.",
            ),
        ),
        "D1" => (
            (
                "A signature link works for one signer and once. It can’t be opened after its time; who is reading then has an hour to finish. Scanners can’t use it up.",
                "256 random bits, stored as a keyed hash and encrypted; used up by compare-and-set with the signature itself.",
            ),
            (
                "Un enlace de firma sirve para una sola persona y una sola vez. Vencido el plazo no se puede abrir; quien ya está leyendo tiene una hora para terminar. Los escáneres no lo agotan.",
                "256 bits aleatorios, guardados como resumen con llave y cifrados; se consume de forma atómica con la firma misma.",
            ),
        ),
        "D2" => (
            (
                "Opening, consent, signing, declining and every other event stand in the case file.",
                "Each is a log entry of the case, committed with the event itself.",
            ),
            (
                "La apertura, el consentimiento, la firma, el rechazo y todo otro evento constan en el expediente.",
                "Cada uno es una entrada de la bitácora del expediente, confirmada junto con el evento.",
            ),
        ),
        "R5" => (
            (
                "This page proves itself: what it shows comes from checks that ran here.",
                "The checks run in the server against itself, and their results are stored with their time, each as it comes. One that does not come to its end, or has no result of the last 26 hours, breaks this promise or its own; failures are mailed to whoever operates the installation, or to those who administer its firms.",
            ),
            (
                "Esta página se prueba a sí misma: lo que muestra proviene de comprobaciones ejecutadas aquí.",
                "Las comprobaciones se ejecutan en el servidor contra sí mismo y sus resultados se guardan con su hora, uno por uno. La que no concluye, o no tiene un resultado de las últimas 26 horas, incumple esta promesa o la suya; las fallas se avisan por correo a quienes operan la instalación o, si no hay, a quienes administran sus despachos.",
            ),
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r5_every_live_promise_has_words_in_both_languages() {
        let live: Vec<&str> = include_str!("../../../docs/security/what-is-live.md")
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
            .filter(|first| *first != "promise")
            .flat_map(|first| first.split(", "))
            .collect();
        assert!(live.contains(&"S1") && live.contains(&"D2"), "{live:?}");
        for id in live {
            let [en, es] = [Language::En, Language::Es].map(|lang| promise(lang, id));
            let (Some(en), Some(es)) = (en, es) else {
                panic!("{id} is live and has no words")
            };
            for said in [en.0, en.1, es.0, es.1] {
                assert!(said.ends_with('.'), "{id}: {said}");
            }
            assert!(en.0 != es.0 && en.1 != es.1, "{id} is not translated");
            assert_ne!(group(Language::En, id), group_other(Language::En), "{id}");
        }
    }
}
