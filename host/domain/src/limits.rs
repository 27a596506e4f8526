//! Every limit of the host in one place, with its unit last. Tests stand at a limit and one past it.

/// Hook calls that one command may cause, all plugins together.
pub const CASCADE_HOOK_CALLS_MAX: usize = 32;
/// Events in one batch.
pub const BATCH_EVENTS_MAX: usize = 512;
/// Events that plugins' proposals may cause in one batch; the rest of it is the host's.
pub const BATCH_PROPOSED_EVENTS_MAX: usize = 256;
/// Room that is left in a batch before more work is taken on in it; what follows from an incident can wait for the next one.
pub const BATCH_EVENTS_SPARE: usize = 64;
/// Due timers that fire between two commands: few enough that each one's plugin can be asked.
pub const TIMERS_PER_ROUND_MAX: usize = 16;
/// Commands that wait for the sequencer of one county; one more is refused.
pub const COMMAND_QUEUE_MAX: usize = 4096;
/// Places of the command queue that only intake and acknowledgements may take.
pub const COMMAND_QUEUE_RESERVED: usize = 1024;
/// Waiting incidents looked at at one time, most pressing first, and how many of them are decided anew when one unit comes free.
pub const WAITING_LOOKED_AT_MAX: usize = 512;
pub const WAITING_DECIDED_MAX: usize = 4;
/// Work that one look at waiting incidents may take before commands are served again: each unit looked at, each node of the road
/// graph searched, and so much for each plugin asked. Counted and not timed, so that it is the same on every machine.
pub const WAITING_WORK_MAX: usize = 100_000;
pub const WAITING_WORK_PER_CALL: usize = 5_000;
/// How long waiting incidents are left alone before they are tried again without an occasion.
pub const RETRY_WAITING_S: u32 = 60;
/// The writer's longest sleep: timers and closed incidents are looked at this often at least.
pub const PATIENCE_MS: u64 = 1_000;
/// A timer that fires this much after it was due was missed: the host was down. Its catch-up rule says what then.
pub const TIMER_MISSED_S: u32 = 60;
/// How long something that time brings, and that can't be done, is left alone before it is tried again.
pub const TICK_REST_S: u32 = 60;
/// What the system's clock may differ from the room's time before that is a step, which somebody has to vouch for.
pub const CLOCK_STEP_MS: u64 = 120_000;
/// How long the system's clock has to go evenly with the one that nobody sets until it is believed.
pub const CLOCK_AGREES_S: u32 = 30 * 60;
/// What the two may fall apart between two looks and still go evenly.
pub const CLOCK_UNEVEN_MS: u64 = 1_000;
/// How often the kernel is asked whether a time service keeps the clock.
pub const TIME_SERVICE_ASKED_S: u64 = 16;
/// Doubts about the clock of which it is kept what was told about them.
pub const CLOCK_DOUBTS_KEPT_MAX: u32 = 64;
/// Runs beside the writer (shadows, inspections) that may wait; more are dropped and counted.
pub const JOBS_MAX: usize = 256;
/// Batches that may wait for the archivist; past that the committer waits for it.
pub const ARCHIVE_QUEUE_MAX: usize = 8_192;
/// Shifts that an inspection is shown begin this soon at the latest.
pub const INSPECTED_AHEAD_S: u32 = 48 * 3_600;
/// Commands decided upon before the batch they form is made durable.
pub const GROUP_COMMIT_COMMANDS_MAX: usize = 256;

/// Wall-clock time for one hook call.
pub const HOOK_DEADLINE_MS: u64 = 50;
/// Wall-clock time for one hook call on a virtual clock: its fuel ends it long before, however slow or busy the machine.
pub const HOOK_UNTIMED_MS_MAX: u64 = 60_000;
/// Wall-clock time for all hook calls of one batch.
pub const BATCH_DEADLINE_MS: u64 = 200;
/// Period of the epoch ticker.
pub const EPOCH_TICK_MS: u64 = 1;
/// Fuel (wasm operations, roughly) for one hook call, in the small pool of sandboxes and in the large one: an interpreter takes some
/// hundred operations for each of its own.
pub const HOOK_FUEL_MAX: u64 = 20_000_000;
pub const LARGE_HOOK_FUEL_MAX: u64 = 200_000_000;
/// Linear memory of one plugin instance, all memories together, in the small pool and in the large one.
pub const PLUGIN_MEMORY_BYTES_MAX: usize = 16 << 20;
pub const LARGE_PLUGIN_MEMORY_BYTES_MAX: usize = 32 << 20;
/// Stack of a plugin.
pub const PLUGIN_STACK_BYTES_MAX: usize = 512 << 10;
/// Elements in one table of a plugin.
pub const PLUGIN_TABLE_ELEMENTS_MAX: usize = 16_384;
/// Core instances inside one component.
pub const PLUGIN_CORE_INSTANCES_MAX: u32 = 64;
/// Memories of one component.
pub const PLUGIN_MEMORIES_MAX: u32 = 8;
/// Tables of one component.
pub const PLUGIN_TABLES_MAX: u32 = 32;
/// Instances that may run at one time.
pub const PLUGIN_INSTANCES_MAX: u32 = 16;
/// Linear memory that a sandbox keeps resident between two calls, so that the next one takes no page faults.
pub const PLUGIN_RESIDENT_BYTES: usize = 512 << 10;
/// Core instances, memories, tables and elements in a table of a component for the small pool of sandboxes, which compiled
/// languages fit. Components that need more run in the large pool.
pub const SMALL_PLUGIN_CORE_INSTANCES_MAX: u32 = 4;
pub const SMALL_PLUGIN_MEMORIES_MAX: u32 = 1;
pub const SMALL_PLUGIN_TABLES_MAX: u32 = 2;
pub const SMALL_PLUGIN_TABLE_ELEMENTS_MAX: usize = 1_024;
/// Instances that may run at one time in the large pool.
pub const LARGE_PLUGIN_INSTANCES_MAX: u32 = 4;
/// Plugins held loaded; the least recently used goes first and is loaded again when it is asked.
pub const LOADED_PLUGINS_MAX: usize = 64;
/// Wall-clock time for the trial start of a plugin when it is loaded.
pub const PLUGIN_TRIAL_MS: u64 = 1_000;
/// Memory of the process that compiles a component, all of its addresses together.
pub const COMPILE_MEMORY_BYTES_MAX: u64 = 2 << 30;
/// Its processor time.
pub const COMPILE_CPU_S_MAX: u64 = 60;
/// How long it may take by the clock, on a busy machine, too.
pub const COMPILE_WALL_S_MAX: u64 = 290;
const _: () = assert!(COMPILE_WALL_S_MAX < PLUGIN_UPLOAD_TIMEOUT_S);
/// Machine code of one component.
pub const COMPILED_BYTES_MAX: usize = 256 << 20;
/// What the compiler may say of what it does not take.
pub const COMPILE_WORDS_BYTES_MAX: usize = 4 << 10;
/// How often it is looked whether somebody still waits for a compiler.
pub const COMPILE_LOOK_MS: u64 = 10;
/// Settings of a plugin, as JSON.
pub const PLUGIN_SETTINGS_BYTES_MAX: usize = 64 << 10;
/// Faults in a plugin's settings that are reported at once.
pub const SETTINGS_FAULTS_MAX: usize = 100;
/// How much later than its deadline a hook call may end.
pub const HOOK_OVERRUN_MS_MAX: u64 = 5;
/// Bytes that one hook call may lift from or lower into the host (`set_hostcall_fuel`).
pub const HOSTCALL_BYTES_MAX: usize = 1 << 20;
/// Calls into `view` during one hook call.
pub const VIEW_CALLS_MAX: u32 = 2_000;
/// Rows or incidents that one `view` call returns.
pub const VIEW_ROWS_MAX: usize = 256;
/// Size of an installed component.
pub const PLUGIN_COMPONENT_BYTES_MAX: usize = 32 << 20;
/// Size of one of a component's own sections: manifest, settings schema, message catalog.
pub const PLUGIN_SECTION_BYTES_MAX: usize = 256 << 10;
/// Plugins that a county may declare.
pub const PLUGINS_MAX: usize = 256;
/// Versions of plugins that a county keeps, all plugins together.
pub const PLUGIN_VERSIONS_MAX: usize = 512;
/// Deeds that are kept in one plugin's history; the journal has all.
pub const PLUGIN_HISTORY_MAX: usize = 256;
/// Pairings of a version in shadow and one that counts that are counted in one district; of more the quietest goes.
pub const PAIRINGS_PER_DISTRICT_MAX: usize = 64;
/// Plugins behind one hook in one district, those that are off not counted, each version by itself.
pub const SEATS_PER_HOOK_MAX: usize = 8;
/// The same of procedures: each kind has one owner, and none is asked in turn with the others.
pub const PROCEDURE_SEATS_MAX: usize = 64;
/// Failures in a row after which a plugin is quarantined in a district.
pub const QUARANTINE_AFTER_FAILURES: u32 = 5;
/// First quarantine; it doubles with each one after, up to `QUARANTINE_S_MAX`.
pub const QUARANTINE_S: u32 = 300;
pub const QUARANTINE_S_MAX: u32 = 86_400;

/// Candidates handed to a dispatch plugin.
pub const CANDIDATES_MAX: usize = 64;
/// Open incidents that an intake plugin is shown beside a report, how far away they may be, and how long ago reported.
pub const NEARBY_MAX: usize = 16;
pub const NEARBY_M_MAX: u32 = 2_000;
pub const NEARBY_S_MAX: u32 = 6 * 3_600;
/// Open incidents of one cell of the index of places, about 870 m from south to north, that a report is held against: the newest.
pub const NEARBY_PER_CELL_MAX: usize = 256;
/// Reports whose words are remembered in memory, as keyed hashes, to be compared with those that follow.
pub const HEARD_REPORTS_MAX: usize = 1_024;
/// Hashes kept of the words of one report.
pub const HEARD_PIECES_MAX: usize = 256;
/// Outside agencies of a county, how long one may take to confirm, and how often one incident is handed on.
pub const AGENCIES_MAX: usize = 64;
pub const CONFIRM_WITHIN_S_MAX: u32 = 86_400;
pub const HAND_OFFS_PER_INCIDENT_MAX: usize = 32;
/// By when an abandoned call is to be called back, seconds: where a county does not say otherwise, and at most.
pub const CALL_BACK_S: u32 = 180;
pub const CALL_BACK_S_MAX: u32 = 3_600;
/// How long dispatch may wait for a word on a duplicate, seconds.
pub const DUPLICATE_WAIT_S_MAX: u32 = 3_600;
/// Floors of free units that a county declares, and units of one.
pub const COVERS_MAX: usize = 256;
pub const COVER_UNITS_MAX: u32 = 1_000;
/// Units on less urgent work that are looked at for one incident that nobody else can go to.
pub const RECALLS_LOOKED_AT_MAX: usize = 64;
/// How near the scene of its own incident a county may say that a unit is left to it: an hour.
pub const RECALL_NEARLY_THERE_S_MAX: u32 = 3_600;
/// Units kept out of the candidates that a decision names with their reason.
pub const EXCLUDED_RECORDED_MAX: usize = 24;
/// Pairs of grids of one matrix of travel times: sixty points against every grid of a county of Shouning's size.
pub const TRAVEL_PAIRS_MAX: usize = 100_000;
/// How far ahead hours of the day are looked for: a year, and what a plugin may miss by being asked late.
pub const HOURS_AHEAD_DAYS: usize = 400;
/// Working days of a deadline.
pub const WORKING_DAYS_MAX: u16 = 366;
/// How far two working days lie apart on the average of a deadline: longer than any run of holidays.
pub const IDLE_DAYS_MAX: usize = 40;
/// Days that a county's calendar lists.
pub const CALENDAR_DAYS_MAX: usize = 2_000;
/// Units on one incident at a time that plugins sent beyond what it needs.
pub const EXTRA_UNITS_MAX: usize = 8;
/// Picks, passed-over candidates, shortfalls, proposals, remarks or findings in one answer, each.
pub const ANSWER_ITEMS_MAX: usize = 256;
/// Values of one reason.
pub const REASON_VALUES_MAX: usize = 8;
/// A text among the values of a reason.
pub const REASON_TEXT_BYTES_MAX: usize = 256;
/// Recipients of one notice.
pub const NOTICE_RECIPIENTS_MAX: usize = 32;
/// People, teams and rooms that one notice is told to once it was looked up who its recipients are.
pub const NOTICE_ADDRESSEES_MAX: usize = 64;
/// Channels that notices go to, besides the event stream.
pub const CHANNELS_MAX: usize = 16;
/// How long a receiver of a webhook may take to answer, and what of its answer's head is read; of the body nothing is.
pub const WEBHOOK_TIMEOUT_S: u64 = 10;
pub const WEBHOOK_HEAD_BYTES_MAX: usize = 16 << 10;
/// When handing a notice over is tried again, after the first failure, the second, and so on; then it is given up.
pub const WEBHOOK_RETRY_S: [u32; 9] = [1, 5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200];
/// Notices that one receiver is handed at a time: if its entry says nothing, and at most.
pub const WEBHOOK_AT_ONCE: u8 = 4;
pub const WEBHOOK_AT_ONCE_MAX: u8 = 16;
/// How long a receiver that is away is left alone, after the first failure in a row, the second, and so on.
pub const WEBHOOK_REST_S: [u32; 4] = [1, 5, 15, 30];
/// The file that names the webhooks.
pub const WEBHOOKS_FILE_BYTES_MAX: u64 = 64 << 10;
/// The secret of a webhook, once decoded.
pub const WEBHOOK_SECRET_BYTES_MIN: usize = 16;
/// Vacancies that are none any more, of which it is still kept what was told about them.
pub const VACANCIES_FILLED_KEPT_MAX: usize = 1_024;
/// How long before its shift a vacancy of the roster begins to be watched by escalations.
pub const VACANCY_WATCHED_S: u32 = 48 * 3_600;
/// Incidents that are looked at, the newest first, when a plugin has some counted.
pub const COUNTED_INCIDENTS_MAX: usize = 20_000;
/// The longest time-out of a notice.
pub const NOTICE_TIME_OUT_S_MAX: u32 = 30 * 86_400;
/// Notices that may ring for one person, team or command room within an hour, if the county says nothing else. An emergency
/// always rings.
pub const NOTICES_PER_HOUR: u32 = 30;
/// The same about the same matter to the same recipients within this time is counted and not told again, if the county says
/// nothing else.
pub const NOTICE_COALESCE_S: u32 = 60;
/// What a county may say instead of these two.
pub const NOTICES_PER_HOUR_MAX: u32 = 10_000;
pub const NOTICE_COALESCE_S_MAX: u32 = 86_400;
/// What a county says of when units have to be heard of: how many rules, and how late the latest may be, seconds.
pub const STATUS_TIMERS_MAX: usize = 64;
pub const STATUS_WITHIN_S_MAX: u32 = 7 * 86_400;
/// Text that a guest may return as its error.
pub const GUEST_TEXT_BYTES_MAX: usize = 512;
/// Timers of one plugin for one incident.
pub const TIMERS_PER_SUBJECT_MAX: usize = 32;
/// The least time to a timer that a firing timer starts, so that no plugin keeps the sequencer busy with itself.
pub const TIMER_RESTART_S: u32 = 1;
/// The least time between two firings of a timer that repeats.
pub const TIMER_REPEAT_S_MIN: u32 = 60;
/// How far ahead a timer may be set.
pub const TIMER_AHEAD_S_MAX: u32 = 366 * 86_400;
/// Decisions kept with one matter; the oldest go to the archive.
pub const DECISIONS_PER_INCIDENT_MAX: usize = 64;
/// Steps, changes and assignments kept with one incident, each, and notices of one matter: the oldest of these go to the archive, and of
/// those the journal has all.
pub const INCIDENT_HISTORY_MAX: usize = 256;
/// How far from the stated point an incident may be.
pub const UNCERTAIN_M_MAX: u32 = 20_000;
/// Notes on one incident; one more is refused.
pub const NOTES_PER_INCIDENT_MAX: usize = 256;
/// Further calls about one incident; one more is refused.
pub const CALLS_PER_INCIDENT_MAX: usize = 256;
/// Calls of one day whose callers are kept; of more nothing is.
pub const CALLS_PER_DAY_MAX: usize = 20_000;
/// Days for which a county may keep callers.
pub const CALLER_DAYS_MAX: u32 = 31;
/// Digits of a number that calls.
pub const CALLING_DIGITS_MIN: usize = 3;
pub const CALLING_DIGITS_MAX: usize = 20;
/// Other incidents of the callers of one incident that are told with it.
pub const CALLER_INCIDENTS_TOLD_MAX: usize = 20;
/// Links from one incident to others; one more is refused.
pub const LINKS_PER_INCIDENT_MAX: usize = 64;

/// What a workflow plugin may answer as an instance's state.
pub const WORKFLOW_STATE_BYTES_MAX: usize = 16 << 10;
/// Events that wait for an instance's next steps before people are told to come again.
pub const WORKFLOW_INBOX_MAX: usize = 64;
/// The same with what the host itself has to say: timers, overdue tasks, workflows that ended.
pub const WORKFLOW_INBOX_HOST_MAX: usize = 1_024;
/// Steps that one instance takes within `WORKFLOW_BURST_S`; then it has to wait, so that none keeps the room busy with itself.
pub const WORKFLOW_BURST_STEPS_MAX: u32 = 128;
pub const WORKFLOW_BURST_S: u32 = 60;
/// Workflows that are cancelled in one batch: one, and those under way that it started.
pub const WORKFLOW_ENDED_AT_ONCE_MAX: usize = 128;
/// Workflows that one workflow and those it started may start in all.
pub const WORKFLOW_DESCENDANTS_MAX: u32 = 1_000;
/// Instances under way in a county.
pub const WORKFLOW_INSTANCES_MAX: usize = 50_000;
/// Instances with one key that run at the same time or wait for one another.
pub const WORKFLOW_SAME_KEY_MAX: usize = 1_000;
/// Workflows started by workflows: how many may stand one above the other.
pub const WORKFLOW_DEPTH_MAX: u8 = 4;
/// Steps of instances in one batch; what is left waits for the next one.
pub const WORKFLOW_STEPS_PER_BATCH_MAX: usize = 16;
/// Signals that an instance waits for at one time.
pub const WORKFLOW_WAITS_MAX: usize = 32;
/// Marks of one instance; the name and the value of each have at most `CODE_BYTES_MAX`.
pub const WORKFLOW_MARKS_MAX: usize = 32;
/// Open tasks of one instance.
pub const WORKFLOW_TASKS_MAX: usize = 256;
/// Kinds in one plugin, and forms of one kind's tasks and signals together.
pub const WORKFLOW_KINDS_MAX: usize = 32;
pub const WORKFLOW_FORMS_MAX: usize = 64;
/// When a step that failed is tried again, after the first failure, the second, and so on; then a person has to look.
pub const WORKFLOW_RETRY_S: [u32; 5] = [10, 60, 300, 1_800, 7_200];
/// Schedules by which a county's workflows begin, and how far ahead the next time of one may lie.
pub const SCHEDULES_MAX: usize = 256;
pub const SCHEDULE_AHEAD_DAYS: usize = 400;
/// A key is made of a schedule's code and a date.
pub const SCHEDULE_CODE_BYTES_MAX: usize = CODE_BYTES_MAX - "-2022-09-01".len();
/// Days after the end of the last one.
pub const SCHEDULE_DAYS_MAX: u32 = 366;
/// Times ahead that are told of a schedule.
pub const SCHEDULE_TIMES_TOLD: usize = 10;
/// An escalation's own state of one matter, as it answers it.
pub const ESCALATION_STATE_BYTES_MAX: usize = 16 << 10;
/// Letters of a call's log that are kept, for the plugin's author.
pub const LOG_LETTERS_MAX: usize = 2_048;
/// Words of workflows that an incident's story keeps beside all else that was done to it.
pub const INCIDENT_REMARKS_MAX: usize = 16;
/// Incidents that one plugin's workflows report within an hour, and those of one instance.
pub const WORKFLOW_REPORTS_PER_HOUR_MAX: usize = 60;
pub const WORKFLOW_REPORTS_OF_ONE_PER_HOUR_MAX: usize = 8;
/// Incidents and workflows one above the other, where workflows report incidents for which workflows are started.
pub const WORKFLOW_REPORTS_DEEP_MAX: u8 = 4;
/// Instances that one command migrates.
pub const WORKFLOW_MIGRATED_MAX: usize = 32;
/// Ended instances and tasks kept in the state, each; the oldest go to the archive, and their personal data are kept for as long as
/// is the rule.
pub const WORKFLOW_ENDED_KEPT_MAX: usize = 20_000;
pub const TASKS_ENDED_KEPT_MAX: usize = 100_000;
/// The same while the archive takes nothing: past that no more are begun.
pub const WORKFLOW_ENDED_HELD_MAX: usize = 2 * WORKFLOW_ENDED_KEPT_MAX;
pub const TASKS_ENDED_HELD_MAX: usize = 2 * TASKS_ENDED_KEPT_MAX;
/// Tasks that are open in a county.
pub const TASKS_MAX: usize = 200_000;
/// Properties of one form.
pub const FORM_PROPERTIES_MAX: usize = 64;
/// What may be chosen in one property.
pub const FORM_CHOICES_MAX: usize = 64;
/// Items of a list in a form.
pub const FORM_LIST_ITEMS_MAX: usize = 64;
/// The longest loan of a unit to another district.
pub const LOAN_S_MAX: u32 = 31 * 86_400;

/// Components within components of a calendar file. Its parser calls itself for each.
pub const CALENDAR_DEPTH_MAX: usize = 4;
/// Shifts that go in one request; with half a dozen places each, they take a good half of what one may hold.
pub const SHIFTS_PER_REQUEST_MAX: usize = 1_500;

/// A caller's name.
pub const CALLER_NAME_BYTES_MAX: usize = 256;
/// A caller's number.
pub const CALLER_NUMBER_BYTES_MAX: usize = 64;
/// A report's words, a reason, a note.
pub const TEXT_BYTES_MAX: usize = 4_096;
/// A code, a name of a source or of an author.
pub const CODE_BYTES_MAX: usize = 64;
/// An `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 128;
/// Idempotency keys remembered; the oldest go first.
pub const IDEMPOTENCY_KEYS_MAX: usize = 100_000;
/// Numbers of other systems that are known again: the newest. One that has fallen out is taken for a new incident's.
pub const EXTERNAL_IDS_MAX: usize = 100_000;
/// How long an idempotency key is remembered.
pub const IDEMPOTENCY_KEEP_S: u32 = 7 * 86_400;
/// How many days after an incident's end its personal data are kept where the county says nothing, and the most it may say.
pub const PERSONAL_DAYS: u32 = 365;
pub const PERSONAL_DAYS_MAX: u32 = 3_650;
/// Incidents whose personal data one tick erases; each costs the key store a sync.
pub const ERASED_PER_TICK_MAX: usize = 16;
/// Erased subjects whose keys wait to be destroyed; past that the committer waits.
pub const ERASED_QUEUE_MAX: usize = 1_024;
/// How long a closed incident stays in the state before only the archive has it.
pub const ARCHIVE_AFTER_S: u32 = 86_400;
/// Incidents, workflows or tasks that leave the state in one batch.
pub const ARCHIVE_BATCH_MAX: usize = 256;
/// Things of the archive that one page of a search looks at.
pub const ARCHIVE_LOOKED_AT_MAX: usize = 4_096;
/// Things about one matter that are read from the archive to tell of it.
pub const ARCHIVE_RECALLED_MAX: usize = 1_024;
/// Window over which a unit's workload is counted.
pub const WORKLOAD_WINDOW_S: u32 = 12 * 3600;

/// How long a position may wait in the last-value buffer, one for each unit, before lists show it.
pub const POSITION_BUFFER_S: u32 = 5;
/// Positions in one request.
pub const POSITIONS_PER_REQUEST_MAX: usize = 10_000;
/// A position older than this does not replace a newer one and is not used for travel times.
pub const POSITION_AGE_S_MAX: u32 = 3_600;
/// How far a position may be dated ahead of the sequencer's clock.
pub const POSITION_AHEAD_S_MAX: u32 = 120;
/// How far outside the county's bounds a unit may be believed to be: on its way to the city's hospital, or helping a neighbour.
pub const POSITION_MARGIN_M: f64 = 50_000.0;
/// The fastest that a unit is believed to move: a helicopter with the wind.
pub const POSITION_KMH_MAX: u32 = 400;
/// How wrong a receiver may be between two positions, on top of what the speed allows.
pub const POSITION_ERROR_M: f64 = 1_000.0;
/// Positions in a row that fit each other but not the last one that was believed: then they are believed, and it was wrong.
pub const POSITIONS_AGREEING: u32 = 3;
/// Of the positions of one request that were not taken, those whose reasons are told one by one.
pub const POSITIONS_TOLD_MAX: usize = 100;
/// How often the newest positions are written to their file, for the next start.
pub const POSITIONS_SAVED_EVERY_S: u64 = 10;
/// How often a unit on an incident leaves a point of its trail, if the county keeps trails.
pub const TRAIL_EVERY_S: u32 = 60;
/// The longest that trails are kept.
pub const TRAIL_DAYS_MAX: u32 = 90;

/// The longest shift: looking back this far finds every shift that may cover an instant.
pub const SHIFT_S_MAX: u32 = 7 * 86_400;

/// Shifts in one publication, those that it withdraws counted.
pub const SHIFTS_PUBLISHED_MAX: usize = 4_096;
/// How long the state keeps shifts that are over.
pub const ROSTER_KEPT_S: u32 = 400 * 86_400;
/// What the checks of a roster say at once.
pub const ROSTER_FAULTS_MAX: usize = 1_000;
/// How long an outgoing shift answers that was not handed over.
pub const HANDOVER_GRACE_S: u32 = 2 * 3_600;
/// How long before its end a shift may be handed over.
pub const HANDOVER_AHEAD_S: u32 = 2 * 3_600;
/// Incidents and timers on the list of a handover, each.
pub const HANDOVER_ITEMS_MAX: usize = 512;
/// Handovers of one district that are kept; the oldest go to the archive.
pub const HANDOVERS_KEPT_MAX: usize = 128;
/// Stand-ins of one district that have not ended, and those that are kept; the oldest go to the archive.
pub const STAND_INS_MAX: usize = 256;
pub const STAND_INS_KEPT_MAX: usize = 1_024;
/// How long somebody may stand in, and how far ahead that may be said.
pub const STAND_IN_S_MAX: u32 = 92 * 86_400;
pub const STAND_IN_AHEAD_S_MAX: u32 = 366 * 86_400;
/// Swaps that are open at one time, and those that are kept; the oldest go to the archive.
pub const SWAPS_OPEN_MAX: usize = 1_024;
pub const SWAPS_KEPT_MAX: usize = 2_048;
/// Vacancies at one time; more are not numbered.
pub const VACANCIES_MAX: usize = 20_000;
/// What time ends of the roster between two commands: vacancies, swaps.
pub const ROSTER_ENDINGS_PER_ROUND_MAX: usize = 256;
/// Crews of one district in a shift pattern, and the days that it makes shifts for.
pub const PATTERN_CREWS_MAX: usize = 366;
pub const PATTERN_DAYS_MAX: usize = 800;
/// The starts of one day in a shift pattern.
pub const PATTERN_STARTS_MAX: usize = 24;

/// Skills of a county.
pub const SKILLS_MAX: usize = 256;
/// Districts, townships, stations, kinds, teams of a county, each.
pub const COUNTY_NOUNS_MAX: usize = 4_096;
/// Grids of a county.
pub const GRIDS_MAX: usize = 100_000;
/// Units of a county.
pub const UNITS_MAX: usize = 20_000;
/// Rows of one reference table.
pub const TABLE_ROWS_MAX: usize = 100_000;
/// Problems that one import reports before it stops counting.
pub const IMPORT_PROBLEMS_MAX: usize = 1_000;
/// One file of a county.
pub const IMPORT_FILE_BYTES_MAX: usize = 64 << 20;
/// Files of a county.
pub const IMPORT_FILES_MAX: usize = 256;
/// Folders within folders that a county's files may stand in, its own folder counted.
pub const IMPORT_FOLDER_DEPTH_MAX: usize = 4;
/// Digits that a number of a county's files keeps.
pub const NUMBER_DIGITS_MAX: usize = 17;
/// The largest whole number that stays what it is as an `f64`: 2 to the 53.
pub const WHOLE_NUMBER_MAX: u64 = 1 << 53;
/// Positions of one polygon file's feature; checking it takes time by their square.
pub const SHAPE_POSITIONS_MAX: usize = 10_000;
/// Villages of a county.
pub const VILLAGES_MAX: usize = 20_000;
/// Places of a county.
pub const PLACES_MAX: usize = 20_000;
/// Persons of a county.
pub const PERSONS_MAX: usize = 20_000;
/// Units and persons of whom one event says that they have left the county's service, or are back; the rest follows.
pub const RETIRED_AT_ONCE_MAX: usize = 16;
/// Stretches for which it is kept of one person that they were out of the service; the oldest go first.
pub const ABSENCES_KEPT_MAX: usize = 16;
/// Tasks of those who have left that come to others in one batch; the rest follows.
pub const LEFT_TASKS_PER_BATCH_MAX: usize = 32;
/// Posts, dated, of one person.
pub const POSTS_PER_PERSON_MAX: usize = 64;
/// Video points of a county.
pub const VIDEO_POINTS_MAX: usize = 200_000;
/// Roads of a county.
pub const ROADS_MAX: usize = 500_000;
/// Length of one road.
pub const ROAD_LENGTH_M_MAX: u32 = 500_000;
/// Speed on a road.
pub const ROAD_SPEED_KMH_MAX: u32 = 200;
/// People of one village, and households of one grid.
pub const RESIDENTS_MAX: u32 = 10_000_000;
/// Needs of one kind of incident.
pub const NEEDS_MAX: usize = 8;
/// Results that incidents of a county may have.
pub const OUTCOMES_MAX: usize = 256;
/// Reasons that a county may have for not doing what was recommended.
pub const OVERRIDE_REASONS_MAX: usize = 64;
/// Reference tables of a county, and columns of one table or attributes of one noun.
pub const TABLES_MAX: usize = 64;
pub const COLUMNS_MAX: usize = 64;
/// Shifts in one roster file.
pub const ROSTER_SHIFTS_MAX: usize = 20_000;
/// Codes that a difference between two imports lists for each noun; all are counted.
pub const DIFFERENCE_CODES_MAX: usize = 100;
/// Series that a county may declare.
pub const SERIES_MAX: usize = 256;
/// Values of one series that are kept, the newest: six weeks of one an hour.
pub const SERIES_POINTS_MAX: usize = 1_024;
/// Values in one command.
pub const SERIES_READINGS_MAX: usize = 1_000;
/// How old a value may be declared to count, and how far ahead of its time a forecast may be.
pub const SERIES_AGE_S_MAX: u32 = 31 * 86_400;
pub const SERIES_AHEAD_S_MAX: u32 = 14 * 86_400;
/// How fast the clock of a gateway may be whose series are no forecasts.
pub const SERIES_SKEW_S_MAX: u32 = 120;
/// What one assessment may have counted: queries, and in each spans and in each span limits.
pub const ASSESSMENT_QUERIES_MAX: usize = 8;
pub const ASSESSMENT_SPANS_MAX: usize = 8;
/// Sorts of incidents that one assessment tells apart, all queries together.
pub const TALLIES_MAX: usize = 8_192;
/// Incidents and workflows that one assessment counts, and kinds of workflow that one query names.
pub const ASSESSED_MAX: usize = 500_000;
pub const ASSESSED_WORKFLOWS_MAX: usize = 16;
/// How long after its end a period is assessed: by then what ended in its last hours is over.
pub const ASSESSED_AFTER_S: u32 = 2 * 86_400;
/// Assessments that are under way at one time, and those that are kept; the oldest go first, and stand in the journal.
pub const ASSESSMENTS_PENDING_MAX: usize = 16;
pub const ASSESSMENTS_KEPT_MAX: usize = 128;
/// How long an assessment may take before it is worked out once more: the server was stopped meanwhile.
pub const ASSESSMENT_PATIENCE_S: u32 = 900;
/// Fewer cases than this say little, if the county says nothing else, and the most that it may say.
pub const SMALL_N: u32 = 10;
pub const SMALL_N_MAX: u32 = 10_000;
/// Points of the roads in an extract of OpenStreetMap that is read: more than those of a large country's province.
pub const OSM_NODES_MAX: usize = 50_000_000;
/// A block of an extract and its header, as the format has them.
pub const OSM_BLOCK_BYTES_MAX: usize = 32 * 1024 * 1024;
pub const OSM_HEADER_BYTES_MAX: usize = 64 * 1024;
/// How far around a county its roads may be kept, and how far a drawn one may lie from the real one.
pub const OSM_MARGIN_M_MAX: u32 = 200_000;
pub const OSM_TOLERANCE_M_MAX: u32 = 1_000;
/// Cameras that are told of a point, the nearest.
pub const VIDEO_POINTS_NEAR_MAX: usize = 8;
/// Roads that may be closed at one time.
pub const ROADS_CLOSED_MAX: usize = 1_000;
/// Nodes of a road graph from which on it is searched by a contraction hierarchy.
pub const HIERARCHY_NODES_MIN: usize = 4_000;
/// How far beside a road a vehicle goes; beyond, one walks.
pub const OFF_ROAD_DRIVEN_M_MAX: f64 = 500.0;
/// The nearest roads that are kept beside a position, so that they are not looked for again.
pub const ROADS_BESIDE_KEPT: usize = 16;
/// The same beside a base, where many units stand and none moves.
pub const ROADS_BESIDE_BASE_KEPT: usize = ROADS_TRIED_MAX;
/// The nearest roads that a way may begin on in a town, where hundreds lie within an hour on foot, and those that it may begin on elsewhere or
/// end on.
pub const ROADS_TRIED_MAX: usize = 64;
pub const ROADS_AROUND_MAX: usize = 256;
/// How far from a destination roads are looked at to begin with; farther where a way is so long that it may be worth while.
pub const ROADS_BESIDE_M: f64 = 1_000.0;
/// A unit no farther than this from its station has yet to turn out.
pub const AT_BASE_M: f64 = 200.0;
/// Time from an order to the start that a county may declare.
pub const TURN_OUT_S_MAX: u32 = 3_600;
/// How far a kind of unit may be declared to reach.
pub const MOVEMENT_RANGE_M_MAX: u32 = 1_000_000;

/// A county as JSON; its import is one record of the journal.
pub const COUNTY_BYTES_MAX: usize = JOURNAL_RECORD_BYTES_MAX / 8 * 7;
/// A record of the journal.
pub const JOURNAL_RECORD_BYTES_MAX: usize = 64 << 20;
/// How often the anchor is written at least, while there are appends.
pub const ANCHOR_PERIOD_MS: u64 = 1_000;
/// The journal's engine gives each batch the next number; a greater leap than restarts explain is a flipped bit.
pub const JOURNAL_SEQUENCE_LEAP_MAX: u64 = 1 << 32;
/// What the journal's engine gathers in memory before it writes a table.
pub const JOURNAL_MEMTABLE_BYTES: u64 = 4 << 20;
/// Blocks of the journal's tables kept in memory.
pub const JOURNAL_CACHE_BYTES: u64 = 2 << 20;
/// Tables of the journal kept open at one time.
pub const JOURNAL_OPEN_FILES_MAX: usize = 64;
/// How long an append waits for the engine to write its memory to the disk before the journal is taken to have failed.
pub const JOURNAL_STALL_MS_MAX: u64 = 30_000;
/// Sealing keys drawn and made durable together, so that a burst of new subjects costs one sync and not one each.
pub const KEYS_DRAWN_AHEAD: u32 = 64;
/// Pages of the archive kept in memory.
pub const ARCHIVE_CACHE_BYTES: u64 = 8 << 20;
/// How often the archive writes to the disk by itself; what a crash loses of it is taken from the journal again.
pub const ARCHIVE_FLUSH_MS: u64 = 2_000;
/// Written beside an archive that does not open, to tell a disk that takes nothing from files that are bad.
pub const ARCHIVE_PROBE_BYTES: usize = 1 << 20;
/// How long closing the archive waits for its engine's threads. Past it, the next to open the files is told that they are in use.
pub const ARCHIVE_RELEASE_S: u64 = 5;
/// Archives that were set aside and are kept; the oldest go first.
pub const ARCHIVES_SET_ASIDE_MAX: usize = 3;
/// Batches between two checkpoints.
pub const CHECKPOINT_EVERY_BATCHES: u64 = 10_000;

/// Incidents that one simulation plays, and the file they come from.
pub const SIMULATED_INCIDENTS_MAX: usize = 2_000_000;
pub const SIMULATED_FILE_BYTES_MAX: usize = 512 << 20;
/// Values of series that one simulation is given.
pub const SIMULATED_READINGS_MAX: usize = 1_000_000;
/// How long a simulated incident may keep its units.
pub const SIMULATED_ON_SCENE_MIN_MAX: u32 = 7 * 24 * 60;
/// How long a client waits for a connection.
pub const CLIENT_CONNECT_S_MAX: u64 = 5;
/// What a client reads of one answer of a server, and of one event of a stream.
pub const CLIENT_ANSWER_BYTES_MAX: usize = 64 << 20;
pub const CLIENT_EVENT_BYTES_MAX: usize = 16 << 20;

/// Body of an API request.
pub const REQUEST_BYTES_MAX: usize = 1 << 20;
/// Requests served at one time, how many of these only what is urgent may take, and of each sort what one client may.
pub const REQUESTS_MAX: usize = 512;
pub const REQUESTS_RESERVED: usize = 128;
pub const REQUESTS_PER_CLIENT_MAX: usize = 128;
/// Answers from lists that one client may have under way; each is in memory until it has been sent.
pub const READS_PER_CLIENT_MAX: usize = 16;
/// Requests whose bodies are still arriving, how many of these only what is urgent may take, and what one client may.
pub const BODIES_MAX: usize = 160;
pub const BODIES_RESERVED: usize = 32;
pub const BODIES_PER_CLIENT_MAX: usize = 32;
/// Time for the body of a request to arrive.
pub const BODY_TIMEOUT_S: u64 = 10;
/// Plugins that are being sent at one time.
pub const UPLOADS_MAX: usize = 2;
/// Requests a second from one client, intake and acknowledgements apart.
pub const REQUESTS_PER_S_MAX: u32 = 2_000;
/// Reports and acknowledgements a second from one client.
pub const INTAKE_PER_S_MAX: u32 = 20_000;
/// Clients whose rate is watched at one time.
pub const CLIENTS_MAX: usize = 8_192;
/// Connections open at one time, if the system grants as many descriptors; one more waits to be accepted.
pub const CONNECTIONS_MAX: usize = 4_096;
/// With fewer than these a server does not start.
pub const CONNECTIONS_MIN: usize = 64;
/// Connections that are about to end while others take their places.
pub const CONNECTIONS_SPARE: usize = 16;
/// Connections of one client; never more than a quarter of those for clients.
pub const CONNECTIONS_PER_CLIENT_MAX: usize = 512;
/// Connections over which no token came yet, all together and from one address. One more, and the oldest goes.
pub const STRANGERS_MAX: usize = 1_024;
pub const STRANGERS_PER_PEER_MAX: usize = 128;
/// Descriptors that are kept for journal, archive, keys and couriers.
pub const DESCRIPTORS_RESERVED: usize = 512;
/// The head of a request.
pub const REQUEST_HEAD_BYTES_MAX: usize = 16 << 10;
/// Time for the head of a request to arrive, and for which a connection may be idle.
pub const REQUEST_HEAD_TIMEOUT_S: u64 = 30;
/// Time for which a connection may take nothing of what is sent to it.
pub const WRITE_STALL_S_MAX: u64 = 15;
/// Time for one API request.
pub const REQUEST_TIMEOUT_S: u64 = 30;
/// Time for one API request that brings a plugin, which is compiled meanwhile.
pub const PLUGIN_UPLOAD_TIMEOUT_S: u64 = 300;
/// Items on one page of a list.
pub const PAGE_ITEMS_MAX: usize = 500;
/// Incidents that one request for counts, of results or of what was not followed, looks through; more are refused.
pub const INCIDENTS_COUNTED_MAX: usize = 50_000;
/// Items on a page if the caller does not say.
pub const PAGE_ITEMS: usize = 100;
/// Items of a list that are counted to say how many there are; then it is said that there may be more.
pub const LIST_COUNTED_MAX: usize = 10_000;
/// How far from a point incidents are looked for, if nobody says how far, and at most.
pub const FIND_AROUND_M: u32 = 500;
pub const FIND_AROUND_M_MAX: u32 = 100_000;
/// Items of a list that the command line puts together out of its pages.
pub const LIST_ALL_MAX: u64 = 100_000;
/// Places that the command line shows of what was found, if nobody says how many.
pub const FIND_SHOWN: u64 = 10;
/// Letters of the words by which a place is looked for, and letters of a name that are looked at.
pub const FIND_WORDS_LETTERS_MAX: usize = 64;
/// Letters of a name that what is looked for may begin at, counted from its first.
pub const FIND_BEGINNINGS_MAX: usize = 8;
/// Ways in which one name is read aloud that are looked through; the usual ones come first.
pub const FIND_READINGS_MAX: usize = 4;
/// Archived incidents that one request for a page looks through; the page then says where to go on.
pub const PAGE_SCAN_MAX: usize = 20_000;
/// Tokens in a token file.
pub const TOKENS_MAX: usize = 4_096;
/// Proxies, or networks of them, whose word about who asks is believed.
pub const TRUSTED_PROXIES_MAX: usize = 64;
/// Trusted proxies that one request may have come through; whoever stands before them is not looked for.
pub const FORWARDED_HOPS_MAX: usize = 16;
/// Versions of the journal that are passed over where it was cut: so many lost batches can be, that their versions come never again.
pub const VERSIONS_PASSED_OVER_MAX: u64 = 100_000;
/// Of these so many are appended in one go.
pub const HISTORY_GROUP_BATCHES: usize = 1_000;
/// Notes of running servers that the command line looks at.
pub const SERVERS_NOTED_MAX: usize = 64;
/// Size of such a note, and of the file with the owner's token.
pub const SERVER_NOTE_BYTES_MAX: u64 = 16 << 10;
/// Batches of the journal that a resuming reader of the event stream is given at one time.
pub const STREAM_RESUME_BATCHES: usize = 64;
/// How long a reader of the event stream may take nothing while its queue is full.
pub const STREAM_STALL_S_MAX: u64 = 10;
/// Silence on an event stream before a comment is sent, so that both ends know that the other is there.
pub const STREAM_KEEP_ALIVE_S: u64 = 15;
/// Event streams at one time, how many of these only those may take who act, and what one client may.
pub const STREAMS_MAX: usize = 256;
pub const STREAMS_RESERVED: usize = 64;
pub const STREAMS_PER_CLIENT_MAX: usize = 32;
/// How long moves of units are gathered for one who asked for them.
pub const STREAM_MOVES_S: u64 = 1;
/// Events that may wait for one slow stream reader before it is cut off.
pub const STREAM_QUEUE_MAX: usize = 64;
/// Events kept in memory for readers that resume.
pub const STREAM_REPLAY_MAX: usize = 65_536;
/// Time that a stop gives to requests in flight.
pub const STOP_GRACE_S: u64 = 10;

const _: () = assert!(PLUGINS_MAX < PLUGIN_VERSIONS_MAX);
const _: () = assert!(HOOK_UNTIMED_MS_MAX >= 100 * HOOK_DEADLINE_MS);
const _: () = assert!(TIMERS_PER_ROUND_MAX <= CASCADE_HOOK_CALLS_MAX);
const _: () = assert!(BATCH_PROPOSED_EVENTS_MAX + 2 * BATCH_EVENTS_SPARE <= BATCH_EVENTS_MAX);
const _: () = assert!(COMMAND_QUEUE_RESERVED < COMMAND_QUEUE_MAX);
const _: () = assert!(REQUESTS_RESERVED < REQUESTS_MAX);
const _: () = assert!(REQUESTS_PER_CLIENT_MAX < REQUESTS_MAX - REQUESTS_RESERVED);
const _: () = assert!(BODIES_PER_CLIENT_MAX < BODIES_MAX - BODIES_RESERVED);
const _: () = assert!(STREAMS_PER_CLIENT_MAX < STREAMS_MAX - STREAMS_RESERVED);
const _: () = assert!(STREAMS_PER_CLIENT_MAX < CONNECTIONS_PER_CLIENT_MAX);
const _: () = assert!(CONNECTIONS_SPARE < CONNECTIONS_MIN);
const _: () = assert!(HOOK_DEADLINE_MS <= BATCH_DEADLINE_MS);
const _: () = assert!(EPOCH_TICK_MS < HOOK_OVERRUN_MS_MAX);
const _: () = assert!(SMALL_PLUGIN_CORE_INSTANCES_MAX <= PLUGIN_CORE_INSTANCES_MAX);
const _: () = assert!(SMALL_PLUGIN_MEMORIES_MAX <= PLUGIN_MEMORIES_MAX);
const _: () = assert!(SMALL_PLUGIN_TABLES_MAX <= PLUGIN_TABLES_MAX);
const _: () = assert!(SMALL_PLUGIN_TABLE_ELEMENTS_MAX <= PLUGIN_TABLE_ELEMENTS_MAX);
const _: () = assert!(HOOK_FUEL_MAX <= LARGE_HOOK_FUEL_MAX);
const _: () = assert!(PLUGIN_MEMORY_BYTES_MAX <= LARGE_PLUGIN_MEMORY_BYTES_MAX);
const _: () = assert!(PLUGIN_RESIDENT_BYTES <= PLUGIN_MEMORY_BYTES_MAX);
const _: () = assert!(QUARANTINE_S <= QUARANTINE_S_MAX);
const _: () = assert!(WORKFLOW_INBOX_MAX < WORKFLOW_INBOX_HOST_MAX);
// Each of those who leave may be stood down, have their incident step back and be told of; each task is told of.
const _: () =
    assert!(4 * RETIRED_AT_ONCE_MAX + LEFT_TASKS_PER_BATCH_MAX <= BATCH_EVENTS_MAX - BATCH_PROPOSED_EVENTS_MAX);
const _: () = assert!(SWAPS_OPEN_MAX < SWAPS_KEPT_MAX);
const _: () = assert!(STAND_INS_MAX < STAND_INS_KEPT_MAX);
const _: () = assert!(CANDIDATES_MAX <= ANSWER_ITEMS_MAX);
