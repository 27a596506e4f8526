//! Bodies under way: a request takes a place among those in hand only when all of it has arrived, so that whoever sends slowly
//! holds nobody up. How many bodies a client may have under way, and for how long, is limited.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use domain::limits::{
    BODIES_MAX, BODIES_PER_CLIENT_MAX, BODIES_RESERVED, BODY_TIMEOUT_S, PLUGIN_COMPONENT_BYTES_MAX,
    PLUGIN_UPLOAD_TIMEOUT_S, REQUEST_BYTES_MAX, UPLOADS_MAX,
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::budget::Budget;
use super::refusal::Crowded;
use super::shares::Shares;
use super::{PATIENCE, is_upload};
use crate::problem::Problem;
use crate::problem::request::BadRequest;

pub struct Bodies {
    shares: Shares,
    budget: Budget,
    uploads: Arc<Semaphore>,
}

impl Default for Bodies {
    fn default() -> Bodies {
        Bodies {
            shares: Shares::of_each(BODIES_PER_CLIENT_MAX),
            budget: Budget::new(BODIES_MAX, BODIES_RESERVED),
            uploads: Arc::new(Semaphore::new(UPLOADS_MAX)),
        }
    }
}

impl Bodies {
    /// The request with all of its body. Plugins are large: only few may be under way, each with a place until it is answered.
    pub async fn gather(
        &self,
        client: &str,
        urgent: bool,
        may_upload: bool,
        request: Request,
    ) -> Result<(Request, Option<OwnedSemaphorePermit>), Problem> {
        if request.body().is_end_stream() {
            return Ok((request, None));
        }
        if is_upload(&request) {
            let place = self.uploads.clone().try_acquire_owned();
            let place = place.map_err(|_| Crowded::Uploads { uploads: UPLOADS_MAX })?;
            let (parts, body) = request.into_parts();
            let limit_s = PLUGIN_UPLOAD_TIMEOUT_S;
            let body = if may_upload {
                arrived(body, PLUGIN_COMPONENT_BYTES_MAX, limit_s).await?
            } else {
                // Not kept, but taken off the connection: who is still sending would not hear why it is refused.
                passed_by(body).await;
                Body::empty()
            };
            return Ok((Request::from_parts(parts, body), Some(place)));
        }
        if request.body().size_hint().lower() > REQUEST_BYTES_MAX as u64 {
            return Err(BadRequest::TooLarge.into());
        }
        let share = self.shares.place(client, PATIENCE).await;
        let _share = share.ok_or(Crowded::Bodies { limit: BODIES_PER_CLIENT_MAX })?;
        let place = self.budget.wait(urgent, PATIENCE).await;
        let _place = place.ok_or(Crowded::Sending)?;
        let (parts, body) = request.into_parts();
        let body = arrived(body, REQUEST_BYTES_MAX, BODY_TIMEOUT_S).await?;
        Ok((Request::from_parts(parts, body), None))
    }
}

/// All of a body, in so many bytes and seconds at most.
async fn arrived(body: Body, bytes_max: usize, limit_s: u64) -> Result<Body, Problem> {
    let gathered = tokio::time::timeout(Duration::from_secs(limit_s), Limited::new(body, bytes_max).collect()).await;
    let gathered = gathered.map_err(|_| Crowded::SlowRequest { limit_s })?;
    let body = gathered.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
        Some(_) => BadRequest::TooLarge,
        None => BadRequest::UnreadBody { why: error.to_string() },
    })?;
    Ok(Body::from(body.to_bytes()))
}

async fn passed_by(body: Body) {
    let mut body = Limited::new(body, PLUGIN_COMPONENT_BYTES_MAX);
    let all = async { while let Some(Ok(_)) = body.frame().await {} };
    // Whoever is too slow is refused before the end.
    let _ = tokio::time::timeout(Duration::from_secs(BODY_TIMEOUT_S), all).await;
}
