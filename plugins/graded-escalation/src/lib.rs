//! graded-escalation
