//! Persons on the wire: codes, qualifications and posts.

use domain::county::{Person, Post};
use serde::{Deserialize, Serialize};
use telling::{Teller, Term};
use utoipa::{IntoParams, ToSchema};

use super::shapes::{Code, LangTag, OffsetCursor, PageLimit};

/// Which persons.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PersonQuery {
    /// Code of a district in which they have a post.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    /// Code of a post that they have.
    #[param(value_type = Option<Code>, inline)]
    pub post: Option<String>,
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    #[param(value_type = Option<OffsetCursor>, inline)]
    pub cursor: Option<String>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// A person, with the posts in the districts that the caller sees.
#[derive(Serialize, ToSchema)]
pub struct PersonBody {
    pub code: String,
    /// A sworn officer, not an auxiliary.
    pub sworn: bool,
    /// Codes.
    pub qualifications: Vec<String>,
    pub posts: Vec<PostBody>,
}

/// A post that a person holds for a time.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct PostBody {
    pub post: Term,
    pub team: Option<Term>,
    pub district: Term,
    pub station: Option<Term>,
    /// The first day of it.
    pub from: String,
    /// The last day of it; absent while it has no end.
    pub to: Option<String>,
}

impl PersonBody {
    pub fn of(person: &Person, seen: impl Fn(&Post) -> bool, teller: &Teller<'_>) -> PersonBody {
        let post = |post: &Post| PostBody {
            post: teller.post(&post.post),
            team: post.team.map(|team| teller.team(team)),
            district: teller.district(post.district),
            station: post.station.map(|station| teller.station(station)),
            from: post.from.to_string(),
            to: post.to.map(|to| to.to_string()),
        };
        PersonBody {
            code: person.code.clone(),
            sworn: person.sworn,
            qualifications: person.qualifications.clone(),
            posts: person.posts.iter().filter(|post| seen(post)).map(post).collect(),
        }
    }
}
