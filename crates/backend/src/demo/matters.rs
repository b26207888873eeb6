//! What the two firms work on. Invented from the first word to the last.

use domain::cases::{CaseKind, Stage};
use domain::parties::PartyRole as Part;

use super::papers::{self, Line, Paper, box_on};
use super::people::{DANIEL, GERARDO, LUCIA, MARGARET, MARISOL, Person};
use super::requests::{Outcome, Request};

/// A case as it is to be.
#[derive(Debug)]
pub(super) struct Matter {
    pub(super) title: &'static str,
    pub(super) kind: CaseKind,
    pub(super) stage: Stage,
    pub(super) summary: &'static str,
    pub(super) opener: &'static Person,
    pub(super) team: &'static [&'static Person],
    pub(super) parties: &'static [Participant],
    pub(super) papers: &'static [(&'static Paper, &'static Person)],
    pub(super) requests: &'static [Request],
}

/// Somebody who takes part: in what part, name, mail address, phone.
pub(super) type Participant = (Part, &'static str, &'static str, &'static str);

/// All of them, in the order in which they were opened.
pub(super) static MATTERS: [Matter; 10] = [
    Matter {
        title: "Murillo Zúñiga: defensa por accidente de tránsito",
        kind: CaseKind::Criminal,
        stage: Stage::Closed,
        summary: "Lesiones culposas. Terminó con la reparación integral del daño; el sobreseimiento definitivo está firme desde agosto.",
        opener: LUCIA,
        team: &[GERARDO],
        parties: &[
            (
                Part::Client,
                "Óscar Murillo Zúñiga",
                "omurillo@correo.example",
                "+506 0000 0274",
            ),
            (Part::Authority, "Fiscalía Adjunta de Heredia", "", ""),
        ],
        papers: &[],
        requests: &[],
    },
    Matter {
        title: "Sucesorio de don Rafael Ángel Peñaranda Mora",
        kind: CaseKind::Succession,
        stage: Stage::Waiting,
        summary: "Cinco herederos, una finca en Grecia y dos cuentas bancarias. En espera de la publicación del edicto y de la \
                  certificación de nacimiento del heredero que reside en Nicoya.",
        opener: LUCIA,
        team: &[MARISOL, GERARDO],
        parties: &[
            (
                Part::Client,
                "Flor de María Peñaranda Ulloa",
                "flor@penaranda.example",
                "+506 0000 0655",
            ),
            (Part::Other, "Édgar Peñaranda Ulloa", "", "+506 0000 0656"),
            (Part::Authority, "Juzgado Civil de Grecia", "", ""),
        ],
        papers: &[],
        requests: &[],
    },
    Matter {
        title: "Umaña Peraza: régimen de visitas",
        kind: CaseKind::Family,
        stage: Stage::Active,
        summary: "Padre de dos niñas solicita ampliar las visitas entre semana. Informe de trabajo social pendiente. Expediente \
                  reservado: solo lo ven las personas asignadas.",
        opener: LUCIA,
        team: &[],
        parties: &[
            (
                Part::Client,
                "Mauricio Umaña Peraza",
                "mumana@correo.example",
                "+506 0000 0829",
            ),
            (Part::Opposing, "Xinia Córdoba Brizuela", "", ""),
        ],
        papers: &[],
        requests: &[],
    },
    Matter {
        title: "Whitmore Imports v Exportadora Los Cusingos",
        kind: CaseKind::Commercial,
        stage: Stage::Closing,
        summary: "Eleven unpaid invoices against four shipments with cracked table tops. The surveyor blames both sides; the parties \
                  want to settle before Christmas. Draft settlement agreement attached, ready to go to Ms Whitmore.",
        opener: DANIEL,
        team: &[LUCIA],
        parties: &[
            (
                Part::Client,
                "Eleanor Whitmore",
                "eleanor@whitmore.example",
                "+1 503 555 0142",
            ),
            (
                Part::Opposing,
                "Exportadora Los Cusingos, S. A.",
                "gerencia@loscusingos.example",
                "+506 0000 0592",
            ),
            (
                Part::OpposingCounsel,
                "Lic. Óscar Fallas Zúñiga",
                "ofallas@fallasabogados.example",
                "",
            ),
        ],
        papers: &[(&papers::SETTLEMENT, DANIEL)],
        requests: &[],
    },
    Matter {
        title: "Chaves Montero: conciliación laboral",
        kind: CaseKind::Labour,
        stage: Stage::Waiting,
        summary: "Encargado de bodega, siete años de servicio. Se discuten horas extraordinarias y promedio salarial. La empresa \
                  ofrece tres millones ciento ochenta mil colones en tres pagos; el trabajador pide revisar la suma de horas.",
        opener: LUCIA,
        team: &[MARISOL],
        parties: &[
            (
                Part::Client,
                "José Ángel Chaves Montero",
                "jchaves@correo.example",
                "+506 0000 0926",
            ),
            (
                Part::Opposing,
                "Ferretería El Roble de Curridabat, S. A.",
                "gerencia@elroble.example",
                "",
            ),
            (Part::Witness, "Yorleny Segura Peñaranda", "", "+506 0000 0318"),
        ],
        papers: &[(&papers::CONCILIACION, MARISOL)],
        requests: &[Request {
            paper: &papers::CONCILIACION,
            party: "José Ángel Chaves Montero",
            area: box_on(Line::Left, 3, 0.387),
            message: "Don José Ángel: le envío el acuerdo con los montos que ofreció la empresa.",
            send_mail: false,
            outcome: Outcome::Declined("El monto de las horas extra no es el que conversamos por teléfono."),
        }],
    },
    Matter {
        title: "Rojas Villalobos: patente comercial en Escazú",
        kind: CaseKind::Administrative,
        stage: Stage::Active,
        summary: "La Municipalidad denegó la ampliación de la patente de panadería a cafetería por uso de suelo. Recurso de \
                  revocatoria con apelación en subsidio; pedir copia completa del expediente y la certificación de uso de suelo de 2019.",
        opener: LUCIA,
        team: &[MARISOL, GERARDO],
        parties: &[
            (
                Part::Client,
                "Carmen Rojas Villalobos",
                "carmen@espiga.example",
                "+506 0000 0412",
            ),
            (
                Part::Authority,
                "Municipalidad de Escazú, Departamento de Patentes",
                "",
                "",
            ),
        ],
        papers: &[(&papers::PODER, MARISOL)],
        requests: &[Request {
            paper: &papers::PODER,
            party: "Carmen Rojas Villalobos",
            area: box_on(Line::Left, 2, 0.704),
            message: "Doña Carmen: este es el poder que conversamos ayer. Léalo con calma; cualquier duda, me llama.",
            send_mail: false,
            outcome: Outcome::Signed,
        }],
    },
    Matter {
        title: "Abernathy: purchase of a lot in Playa Grande",
        kind: CaseKind::Property,
        stage: Stage::Intake,
        summary: "Client in Colorado wants lot 14 of Altos de Playa Grande. Title study, water letter, maritime zone and park buffer \
                  to be checked before the option is signed. He asks everything in English.",
        opener: DANIEL,
        team: &[LUCIA, MARISOL],
        parties: &[
            (
                Part::Client,
                "Thomas J. Abernathy",
                "tom@abernathy.example",
                "+1 303 555 0177",
            ),
            (
                Part::Other,
                "Desarrollos Altos de Playa Grande, S. R. L.",
                "ventas@altosplayagrande.example",
                "",
            ),
        ],
        papers: &[(&papers::ENGAGEMENT, DANIEL)],
        requests: &[Request {
            paper: &papers::ENGAGEMENT,
            party: "Thomas J. Abernathy",
            area: box_on(Line::Right, 3, 0.594),
            message: "Dear Tom, here is our engagement letter. Clause 5 matters most: please read it twice.",
            send_mail: false,
            outcome: Outcome::Opened,
        }],
    },
    Matter {
        title: "Café Cerro Plano: distribución en Norteamérica",
        kind: CaseKind::Commercial,
        stage: Stage::Intake,
        summary: "Contrato de distribución exclusiva de café tostado. Preocupan los volúmenes mínimos y la terminación sin causa. \
                  Falta la firma del contrato de servicios para empezar el dictamen.",
        opener: LUCIA,
        team: &[DANIEL, MARISOL],
        parties: &[
            (
                Part::Client,
                "Ana Lucía Ramírez Jiménez",
                "analucia@cerroplano.example",
                "+506 0000 0187",
            ),
            (
                Part::Opposing,
                "North Cascade Roasters LLC",
                "legal@northcascade.example",
                "+1 206 555 0119",
            ),
        ],
        papers: &[(&papers::CONTRATO, MARISOL)],
        requests: &[Request {
            paper: &papers::CONTRATO,
            party: "Ana Lucía Ramírez Jiménez",
            area: box_on(Line::Right, 4, 0.637),
            message: "Doña Ana Lucía: le remito el contrato de servicios con los honorarios convenidos. Puede firmarlo desde su teléfono.",
            send_mail: true,
            outcome: Outcome::Waiting,
        }],
    },
    Matter {
        title: "Estate of the late Dorothy Achebe",
        kind: CaseKind::Succession,
        stage: Stage::Waiting,
        summary: "Probate granted in October. Waiting for the valuation of the house in Redland before the accounts go to the beneficiaries.",
        opener: MARGARET,
        team: &[],
        parties: &[(
            Part::Client,
            "Samuel Achebe",
            "samuel@achebe.example",
            "+44 1632 960077",
        )],
        papers: &[],
        requests: &[],
    },
    Matter {
        title: "Pemberton: deposit of the flat in Alma Vale Road",
        kind: CaseKind::Civil,
        stage: Stage::Active,
        summary: "£2,150 deposit withheld since September; the inventory of the last day is in our favour. Letter before action, \
                  then the deposit scheme.",
        opener: MARGARET,
        team: &[],
        parties: &[
            (
                Part::Client,
                "Beatrice Pemberton",
                "beatrice@pemberton.example",
                "+44 1632 960118",
            ),
            (
                Part::Opposing,
                "Coastline Lettings Ltd",
                "office@coastline.example",
                "+44 1632 960140",
            ),
        ],
        papers: &[(&papers::RETAINER, MARGARET)],
        requests: &[Request {
            paper: &papers::RETAINER,
            party: "Beatrice Pemberton",
            area: box_on(Line::Right, 1, 0.796),
            message: "Dear Ms Pemberton, this is the retainer we spoke about.",
            send_mail: false,
            outcome: Outcome::Waiting,
        }],
    },
];
