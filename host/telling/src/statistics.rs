//! The words of figures: what each is called and what it counts, in both languages, and what the incidents of a row are.

use domain::county::Names;
use domain::sentence::Worded;
use domain::statistics::count::Of;
use domain::statistics::figure::Figure;

use crate::Lang;
use crate::lexicon::Text;
use crate::story::Term;
use crate::tell;
use crate::teller::Teller;
use crate::words::WORDS;

/// What a figure is called.
pub fn title(figure: Figure) -> Names {
    names(WORDS.of_family(Figure::FAMILY, figure.name()))
}

/// What its definition says.
pub fn says(figure: Figure) -> Names {
    names(WORDS.of_family("statistic-says", figure.name()))
}

/// What the definitions of all intervals say.
pub fn intervals() -> Names {
    names(WORDS.get("statistic-says.intervals"))
}

fn names(text: Option<Text>) -> Names {
    let of = |lang| text.map(|text| text.of(lang).to_owned()).unwrap_or_default();
    Names { zh: of(Lang::Zh), en: of(Lang::En) }
}

impl Teller<'_> {
    /// What the incidents of a row have in common. `None`: they are all.
    pub fn row(&self, of: &Of) -> Option<Term> {
        Some(match of {
            Of::Whole => return None,
            Of::District(district) => self.district(*district),
            Of::Kind(kind) => self.kind(*kind),
            Of::Hour(hour) => {
                let (from, until) = (format!("{hour:02}"), format!("{:02}", hour + 1));
                Term::new(from.clone(), tell!(self.lang, "statistic-row.hour", from, until))
            }
            Of::Priority(priority) => self.term(priority),
            Of::End(fate) => self.term(fate),
            Of::Result(Some(code)) => self.outcome(code),
            Of::Workflow(kind) => Term::new(kind, self.workflow_kind(kind)),
            Of::WorkflowEnd(kind, fate, end) => {
                let ended = end.as_deref().and_then(|end| Some((end, self.workflow_end(kind, end)?)));
                let (code, how) = ended.unwrap_or_else(|| (fate.name(), self.term(fate).text));
                let how = tell!(self.lang, "statistic-row.workflow-end", workflow = self.workflow_kind(kind), how);
                Term::new(format!("{kind}/{code}"), how)
            }
            Of::Result(None) => Term::new("", tell!(self.lang, "statistic-row.without-result")),
        })
    }

    fn workflow_kind(&self, kind: &str) -> String {
        self.state().map_or_else(|| kind.to_owned(), |state| self.kind_title(state, kind))
    }

    /// An end as the newest version that has its kind says it.
    fn workflow_end(&self, kind: &str, end: &str) -> Option<String> {
        let state = self.state()?;
        let current = state.plugins.current.keys().filter_map(|name| state.plugins.current(name));
        let any = current.chain(state.plugins.installed.values());
        let ends = any.filter_map(|installed| Some((installed.digest(), &installed.kind(kind)?.ends)));
        let mut found = ends.flat_map(|(digest, ends)| ends.iter().map(move |choice| (digest, choice)));
        let (digest, choice) = found.find(|(_, choice)| choice.name == end)?;
        Some(self.title(digest, choice.title))
    }
}
