//! The sequencer: what one command sets off, and how the room round it behaves when plugins, the journal, the archive or the
//! clock misbehave. Plugins and storage are doubles that do what each test tells them.

#[path = "sequencer/advice.rs"]
mod advice;
#[path = "sequencer/alarms.rs"]
mod alarms;
#[path = "sequencer/archive.rs"]
mod archive;
#[path = "sequencer/assessments.rs"]
mod assessments;
#[path = "sequencer/chaos.rs"]
mod chaos;
#[path = "sequencer/cover.rs"]
mod cover;
#[path = "sequencer/doubles.rs"]
mod doubles;
#[path = "sequencer/escalation.rs"]
mod escalation;
#[path = "sequencer/exercises.rs"]
mod exercises;
#[path = "sequencer/failures.rs"]
mod failures;
#[path = "sequencer/flat_command.rs"]
mod flat_command;
#[path = "sequencer/hand_offs.rs"]
mod hand_offs;
#[path = "sequencer/holds.rs"]
mod holds;
#[path = "sequencer/inspection.rs"]
mod inspection;
#[path = "sequencer/intake.rs"]
mod intake;
#[path = "sequencer/limits.rs"]
mod limits;
#[path = "sequencer/line.rs"]
mod line;
#[path = "../../domain/tests/little_county.rs"]
mod little_county;
#[path = "sequencer/on_call.rs"]
mod on_call;
#[path = "sequencer/origins.rs"]
mod origins;
#[path = "sequencer/positions.rs"]
mod positions;
#[path = "sequencer/quarantine.rs"]
mod quarantine;
#[path = "sequencer/recalls.rs"]
mod recalls;
#[path = "sequencer/recovery.rs"]
mod recovery;
#[path = "sequencer/redrawn.rs"]
mod redrawn;
#[path = "sequencer/room.rs"]
mod room;
#[path = "sequencer/service.rs"]
mod service;
#[path = "sequencer/shadow.rs"]
mod shadow;
#[path = "sequencer/simulation.rs"]
mod simulation;
#[path = "sequencer/storage.rs"]
mod storage;
#[path = "sequencer/table.rs"]
mod table;
#[path = "sequencer/timers.rs"]
mod timers;
#[path = "sequencer/upgrades.rs"]
mod upgrades;
#[path = "sequencer/waiting.rs"]
mod waiting;
#[path = "sequencer/words.rs"]
mod words;
#[path = "sequencer/workflow_beyond.rs"]
mod workflow_beyond;
#[path = "sequencer/workflow_chaos.rs"]
mod workflow_chaos;
#[path = "sequencer/workflow_family.rs"]
mod workflow_family;
#[path = "sequencer/workflow_keys.rs"]
mod workflow_keys;
#[path = "sequencer/workflow_limits.rs"]
mod workflow_limits;
#[path = "sequencer/workflow_personal.rs"]
mod workflow_personal;
#[path = "sequencer/workflow_refusals.rs"]
mod workflow_refusals;
#[path = "sequencer/workflow_schedules.rs"]
mod workflow_schedules;
#[path = "sequencer/workflow_shadows.rs"]
mod workflow_shadows;
#[path = "sequencer/workflows.rs"]
mod workflows;
