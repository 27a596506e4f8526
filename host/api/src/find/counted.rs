//! How many there are of what a list is to hold, for those who ask: counted page by page, up to a limit that is told.

use domain::limits::{LIST_COUNTED_MAX, PAGE_ITEMS_MAX};

use crate::problem::Problem;

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub total: usize,
    /// Counting ended at a limit: there may be more.
    pub more: bool,
}

impl Counted {
    /// All of them were looked at.
    pub const fn whole(total: usize) -> Counted {
        Counted { total, more: false }
    }
}

/// Counts from the beginning on, if that is asked for. `page`: how many items the page after a cursor has, and where it goes on. One that is
/// not full and goes on has looked at as much as one request may.
pub async fn counted<F>(
    asked: Option<bool>,
    mut page: impl FnMut(Option<String>) -> F,
) -> Result<Option<Counted>, Problem>
where
    F: Future<Output = Result<(usize, Option<String>), Problem>>,
{
    if asked != Some(true) {
        return Ok(None);
    }
    let (mut total, mut cursor) = (0, None);
    while total < LIST_COUNTED_MAX {
        let (items, next) = page(cursor).await?;
        total += items;
        cursor = next;
        if cursor.is_none() {
            return Ok(Some(Counted::whole(total)));
        }
        if items < PAGE_ITEMS_MAX {
            break;
        }
    }
    Ok(Some(Counted { total, more: true }))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn of(all: usize) -> Counted {
        let page = |cursor: Option<String>| {
            let from = cursor.map_or(0, |cursor| cursor.parse::<usize>().unwrap());
            let until = all.min(from + PAGE_ITEMS_MAX);
            async move { Ok((until - from, (until < all).then(|| until.to_string()))) }
        };
        counted(Some(true), page).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_list_is_counted_up_to_the_limit_and_then_said_to_be_longer() {
        for all in [0, 1, PAGE_ITEMS_MAX, PAGE_ITEMS_MAX + 1, LIST_COUNTED_MAX] {
            assert_eq!(of(all).await, Counted::whole(all));
        }
        assert_eq!(of(LIST_COUNTED_MAX + 1).await, Counted { total: LIST_COUNTED_MAX, more: true });
        assert_eq!(counted(None, |_| async { panic!("nobody asked") }).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_page_that_looked_at_too_much_ends_the_count() {
        let page = |_| async { Ok((3, Some("on".to_owned()))) };
        assert_eq!(counted(Some(true), page).await.unwrap(), Some(Counted { total: 3, more: true }));
    }
}
