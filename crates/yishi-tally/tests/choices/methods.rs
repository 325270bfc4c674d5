//! The methods that the promises are tested for.

use yishi_tally::{Approval, Irv, Method, Plurality, Schulze, StvMeek, StvWig, TieRule, WinnerMode};

/// Every method that counts rankings, for so many places, with one tie rule.
pub fn ranked(seats: u32, tie: &TieRule) -> Vec<Method> {
    let tie = || tie.clone();
    let mode = if seats == 1 { WinnerMode::Majority } else { WinnerMode::SeveralPerRound };
    vec![
        Method::Plurality(Plurality { seats, tie: tie() }),
        Method::Approval(Approval { seats, tie: tie(), ..Approval::default() }),
        Method::Irv(Irv { seats, mode, tie: tie(), ..Irv::default() }),
        Method::Irv(Irv { seats, mode: WinnerMode::BottomsUp, tie: tie(), ..Irv::default() }),
        Method::Irv(Irv { seats, mode: WinnerMode::Passes, batch: true, tie: tie(), ..Irv::default() }),
        Method::StvWig(StvWig { seats, tie: tie(), ..StvWig::default() }),
        Method::StvMeek(StvMeek { seats, tie: tie(), ..StvMeek::default() }),
        Method::Schulze(Schulze { seats, tie: tie() }),
    ]
}
