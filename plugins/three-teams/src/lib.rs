//! three-teams
