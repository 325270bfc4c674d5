//! The catalogue of words: what people read, in each language. Codes and numbers never depend on it.

mod assisted;
mod command;
mod count;
mod mediation;
mod refusal;
mod template;

pub(crate) use assisted::assisted_notice;
pub(crate) use command::sentence;
pub(crate) use count::percent;
pub(crate) use refusal::refusal;

use crate::Language;
use yishi_core::Openness;

/// What a mode of openness means for a voter: its threats, in plain words.
pub(crate) const fn openness(language: Language, openness: Openness) -> &'static str {
    let (english, chinese) = match openness {
        Openness::Named => (
            "Everybody on the roll and every auditor sees at once who voted what, for ever. It protects the count, \
             not the voter: somebody who can put pressure on you will learn how you voted.",
            "名册成员与审计人可立即并永久看到每个人的选择。它保护计票，不保护投票人：能向您施压的人会知道您如何投票。",
        ),
        Openness::Sealed => (
            "That you voted is seen at once; what you voted nobody can read, not even who runs this service, until you open your \
             ballot yourself after the close. Then everybody on the roll and every auditor sees it, for ever. Keep what you are \
             given to open it: who loses it cannot open. Somebody who can put pressure on you may ask you to show it before.",
            "您是否投票立即可见；投了什么，在您于截止后自行开启之前，谁也读不到，包括本服务的运行者。开启后名册成员与审计人可永久看到。请保存好开启用的数据，丢失即无法开启。能向您施压的人可能要求您事先出示。",
        ),
        Openness::Secret => (
            "Everybody sees who took part, nobody sees what a person voted.",
            "公开谁参加了表决，不公开每个人的选择。",
        ),
    };
    language.pick(english, chinese)
}
