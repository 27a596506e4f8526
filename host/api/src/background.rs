//! Work that a request starts and that goes on beside the threads that answer: what has to be finished, what waits for a disk.

use crate::problem::Problem;

/// Runs work that has to be finished even if the caller goes away meanwhile.
pub async fn see_through<T: Send + 'static>(
    work: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<T, Problem> {
    tokio::spawn(work).await.unwrap_or_else(|error| Err(Problem::internal(&error)))
}

/// Runs what waits for a disk, away from the threads that answer requests.
pub async fn blocking<T: Send + 'static, E: std::fmt::Display + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error))?;
    done.map_err(|error| Problem::internal(&error))
}
