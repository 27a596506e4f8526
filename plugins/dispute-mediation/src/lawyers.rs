//! Lawyers without a conflict of interest. The tables `lawyers` and `lawyer-mandates` say who they are and for whom they act, and
//! the marks of other disputes under way, whom they serve there; parties are opaque references everywhere. A lawyer never acts
//! for both sides, nor do two of one firm.

use wardroom_plugin::view::{self, Refusal, Row};
use wardroom_plugin::workflow::{Assignee, Mark};
use wardroom_plugin::{PlaceRef, Reason, Result, Value};

use crate::dispute::{Dispute, LawyerFor, Retained, Side};
use crate::forms::KIND;
use crate::places::{place, text};
use crate::why;

const LAWYERS: &str = "lawyers";
const MANDATES: &str = "lawyer-mandates";
/// More than a county has; whoever has more is not looked through in part.
const ROWS_MAX: u16 = 256;

/// A lawyer who could serve a side.
#[derive(Clone, Debug, PartialEq)]
pub struct Lawyer {
    pub code: String,
    pub firm: String,
    /// Where the lawyer sits.
    pub place: PlaceRef,
    load: u32,
}

/// Who act for a party already: lawyers and firms.
#[derive(Default)]
struct Ties {
    lawyers: Vec<String>,
    firms: Vec<String>,
}

/// Sides that want a lawyer and have none.
pub fn wanted(dispute: &Dispute) -> Vec<Side> {
    let mut sides = match dispute.lawyer_for {
        LawyerFor::Neither if dispute.legally_technical => vec![Side::Mediation],
        LawyerFor::Neither => vec![],
        LawyerFor::A => vec![Side::A],
        LawyerFor::B => vec![Side::B],
        LawyerFor::Both => vec![Side::A, Side::B],
    };
    sides.retain(|side| dispute.retained.iter().all(|retained| retained.side != *side));
    sides
}

/// The lawyer with the least work who has no conflict in serving a side. Remarks say who is passed over and why.
pub fn choose(side: Side, dispute: &Dispute, remarks: &mut Vec<Reason>) -> Result<Option<Lawyer>> {
    let mut able = able(side, dispute, remarks)?;
    // A lawyer whom only this side can have leaves the others to the other side.
    if side == Side::A && wanted(dispute).contains(&Side::B) {
        let others = self::able(Side::B, dispute, &mut Vec::new())?;
        able.sort_by_key(|lawyer| others.iter().all(|other| other.firm == lawyer.firm));
    }
    let Some((chosen, others)) = able.split_first() else { return Ok(None) };
    let busier = others.iter().filter(|other| other.load > chosen.load);
    remarks.extend(busier.map(|other| why::busier_lawyer(&other.code, other.load, chosen.load)));
    Ok(Some(chosen.clone()))
}

/// All who have no conflict, those with the least work first.
fn able(side: Side, dispute: &Dispute, remarks: &mut Vec<Reason>) -> Result<Vec<Lawyer>> {
    // Whether there is a conflict can only be said of parties that are known.
    let (Some(a), Some(b)) = (&dispute.a, &dispute.b) else {
        remarks.push(why::no_reference());
        return Ok(Vec::new());
    };
    let of_a = if side == Side::A { Ties::default() } else { ties(a)? };
    let of_b = if side == Side::B { Ties::default() } else { ties(b)? };
    let mut able = Vec::new();
    for row in rows(LAWYERS, "in_use", &Value::Flag(true))? {
        let (code, firm) = (text(&row, "code")?, text(&row, "firm")?);
        let here = |of: fn(&Retained, &str) -> bool, what: &str| {
            dispute.retained.iter().any(|retained| retained.side != side && of(retained, what))
        };
        let has = |ties: &[String], what: &str| ties.iter().any(|tie| tie == what);
        let conflict = match () {
            () if has(&dispute.conflicts, code) => why::declared_conflict(code),
            () if here(|retained, code| retained.lawyer == code, code) => why::counsel_here(code),
            () if has(&of_a.lawyers, code) => why::acts_for_a(code),
            () if has(&of_b.lawyers, code) => why::acts_for_b(code),
            () if here(|retained, firm| retained.firm == firm, firm) => why::firm_counsel_here(code),
            () if has(&of_a.firms, firm) => why::firm_acts_for_a(code),
            () if has(&of_b.firms, firm) => why::firm_acts_for_b(code),
            () => {
                let place = place(&row)?;
                let load = view::workload(&Assignee::Place(place)).map_err(|refusal| format!("work: {refusal}"))?;
                let (code, firm) = (code.to_owned(), firm.to_owned());
                able.push(Lawyer { code, firm, place, load });
                continue;
            }
        };
        remarks.push(conflict);
    }
    able.sort_by_key(|lawyer| lawyer.load);
    Ok(able)
}

/// Lawyers and firms who act for a party: by a mandate, or in a dispute under way.
fn ties(party: &str) -> Result<Ties> {
    let (mut lawyers, mut firms) = (Vec::new(), Vec::new());
    for mandate in rows(MANDATES, "party", &Value::Text(party.to_owned()))? {
        let lawyer = text(&mandate, "lawyer")?;
        let row = view::row(LAWYERS, lawyer).map_err(|refusal| format!("lawyer `{lawyer}`: {refusal}"))?;
        firms.push(text(&row, "firm")?.to_owned());
        lawyers.push(lawyer.to_owned());
    }
    let serving = view::marks(KIND, party, ROWS_MAX).map_err(|refusal| format!("other disputes: {refusal}"))?;
    if serving.len() >= usize::from(ROWS_MAX) {
        return Err(format!("{ROWS_MAX} lawyers or more serve `{party}`").into());
    }
    for lawyer in serving {
        // The table may have let the lawyer go since; then nobody knows the firm any more.
        match view::row(LAWYERS, &lawyer) {
            Ok(row) => firms.push(text(&row, "firm")?.to_owned()),
            Err(Refusal::NotFound) => {}
            Err(refusal) => return Err(format!("lawyer `{lawyer}`: {refusal}").into()),
        }
        lawyers.push(lawyer);
    }
    Ok(Ties { lawyers, firms })
}

/// What other disputes are to know: for each party the lawyer who serves it here.
pub fn marks(dispute: &Dispute) -> Vec<Mark> {
    let mark = |retained: &Retained| {
        let party = match retained.side {
            Side::A => dispute.a.clone(),
            Side::B => dispute.b.clone(),
            Side::Mediation => None,
        };
        Some(Mark { name: party?, value: retained.lawyer.clone() })
    };
    dispute.retained.iter().filter_map(mark).collect()
}

fn rows(table: &str, column: &str, equals: &Value) -> Result<Vec<Row>> {
    let rows = view::rows(table, column, equals, ROWS_MAX).map_err(|refusal| format!("table `{table}`: {refusal}"))?;
    match rows.len() < usize::from(ROWS_MAX) {
        true => Ok(rows),
        false => Err(format!("table `{table}`: {ROWS_MAX} rows or more with one `{column}`").into()),
    }
}
