//! Obligations: what falls due at a moment. Timers are derived from them and fire as engine commands.

use crate::*;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that falls due. Written `screening:submission_4`, `deliberation:matter_5:2` and so on.
///
/// The order among those due at the same moment is the order of the variants, then of the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "obligation")]
pub enum Obligation {
    /// A poll closes.
    PollCloses {
        /// The poll.
        poll: PollId,
    },
    /// A submission must be screened.
    Screening {
        /// The submission.
        submission: SubmissionId,
    },
    /// A matter must be decided at its level.
    Deliberation {
        /// The matter.
        matter: MatterId,
        /// The entry that set the deadline, so that a later one is another obligation.
        set_by: u64,
    },
    /// A notice ends.
    NoticeEnds {
        /// The notice.
        notice: NoticeId,
    },
    /// An action must be done.
    Action {
        /// The action.
        action: ActionId,
    },
    /// An evaluation ends.
    EvaluationEnds {
        /// The matter.
        matter: MatterId,
        /// The round.
        round: u32,
    },
}

impl fmt::Display for Obligation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PollCloses { poll } => write!(f, "poll_closes:{poll}"),
            Self::Screening { submission } => write!(f, "screening:{submission}"),
            Self::Deliberation { matter, set_by } => write!(f, "deliberation:{matter}:{set_by}"),
            Self::NoticeEnds { notice } => write!(f, "notice_ends:{notice}"),
            Self::Action { action } => write!(f, "action:{action}"),
            Self::EvaluationEnds { matter, round } => write!(f, "evaluation_ends:{matter}:{round}"),
        }
    }
}

/// Fires an obligation that is due; signed by the engine key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FireTimer {
    /// The obligation.
    pub obligation: Obligation,
    /// When it fell due.
    pub due_at_ms: TimeMs,
}
