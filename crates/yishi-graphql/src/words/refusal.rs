//! Why a command was refused, in the reader's language. English is what the rules themselves say.

use super::template::fill;
use crate::Language;
use serde_json::Value;

/// The message of a refusal: its own words in English, the catalogue's in Chinese.
pub(crate) fn refusal(language: Language, code: &str, english: String, fields: &Value) -> String {
    match language {
        Language::English => english,
        Language::Chinese => template(code).map_or(english, |template| fill(template, fields)),
    }
}

fn template(code: &str) -> Option<&'static str> {
    form(code)
        .or_else(|| people(code))
        .or_else(|| stage(code))
        .or_else(|| candidates(code))
        .or_else(|| hearing(code))
        .or_else(|| vote(code))
}

fn form(code: &str) -> Option<&'static str> {
    Some(match code {
        "malformed" => "指令不是规范格式：{reason}",
        "too_large" => "指令有 {bytes} 字节，上限为 {limit}",
        "bad_signature" => "签名无法验证：{reason}",
        "other_book" => "指令属于台账 {found}，此处为 {expected}",
        "possession_not_proven" => "未能证明持有密钥 {key}：{reason}",
        "key_not_in_force" => "密钥 {key} 在此记录处无权代表该成员签名：{reason}",
        "expired" => "指令已于 {expires_at_ms} 过期（现为 {now_ms}），请重新签名",
        "expiry_too_far" => "有效期 {expires_at_ms} 过长，最晚为 {latest_ms}（所见检查点之后 7 天内）",
        "unknown_checkpoint" => "所见检查点（大小 {size}）不属于本台账",
        "nonce_conflict" => "该随机数已在记录 {index} 用于另一指令，请更换",
        "text_refused" => "不接收随附的文本 {text}：{reason}",
        "citation_not_proven" => "对 {origin} 的引证未获证明：{reason}",
        "partners_awaited" => "{poll} 须等待 {missing} 的结果至 {due_at_ms}，请引证其移交",
        "not_a_partner" => "{origin} 不是 {poll} 的共同表决方",
        "no_registry" => "现行章程没有登记台账条款（registry），请先修订章程",
        "book_frozen" => "本台账已由记录 {index} 冻结，不再接收任何指令；接续台账：{successor}",
        "paragraph_missing" => "所修正的第 {last} 段不在文本中，文本共 {paragraphs} 段：空行不计",
        "place_changed_twice" => "第 {paragraph} 段有不止一件修正案改动，请取其一",
        "wording_miscounted" => "新文字有 {found} 段，所报为 {said} 段：空行不计",
        "nothing_amended" => "该修正案没有改动任何文字",
        "amended_text_differs" => {
            "新文本不是现行文本加上这些修正案的结果：第 {paragraph} 段应为“{expected}”，实为“{found}”"
        }
        "not_witnessed" => {
            "{poll} 的结果尚不能确定：记录 {sealing} 封存计票，而见证人已达法定数联署的检查点只到第 {witnessed} 条记录；{of} 位见证人中有 {good} 位已联署更新的检查点。联署到齐后请重新发送；久未到齐请检查见证人（docs/operations.md）"
        }
        "texts_missing" => "缺少指令所引用的文本，请一并发送：{missing}",
        "entry_too_large" => "记录将有 {bytes} 字节，上限为 {limit}",
        "out_of_range" => "{field} 应为 {expected}，实为 {found}",
        "too_early" => "{field} 为 {found_ms}，不得早于 {earliest_ms}",
        "too_late" => "{field} 为 {found_ms}，不得晚于 {latest_ms}",
        "emergency_in_force" => "{emergency} 生效至 {ends_at_ms}：章程须在常态下修订，请先结束应急状态",
        "no_emergency_clause" => "现行章程没有应急条款（emergency），请先修订章程",
        "amendment_needs_resolution" => {
            "现行章程须经决议修订：请最高议事会按规则 {rule} 通过该文本，并写明决议"
        }
        "resolution_does_not_amend" => "{resolution} 不能修订章程：{reason}",
        "charter_faulty" => "章程有误：{faults}",
        "ruleset_unknown" => "不能采用第 {found} 版规则：现行第 {current} 版，已知最新为第 {newest} 版",
        _ => return None,
    })
}

fn people(code: &str) -> Option<&'static str> {
    Some(match code {
        "power_missing" => "{member} 没有对议事会 {council} 行使“{power}”权限的席位",
        "duties_not_separate" => "{member} 不得办理：{duty} 与 {other} 须由不同的人承担",
        "engine_only" => "只有系统密钥可记录到期，且仅限于此",
        "not_registrar" => "{member} 不是本台账的登记人",
        "standing_insufficient" => "{member} 的身份（{standing}）不能办理此事",
        "outside_area" => "{member} 不属于议事会 {council} 的范围",
        "not_on_roll" => "{right} 不是表决 {poll} 名册上的投票权",
        "not_holder" => "{member} 不得使用表决 {poll} 的投票权 {right}",
        "not_present" => "{member} 未登记出席 {hearing}，请主持人登记到会",
        "named_too_often" => {
            "{matter} 的领题、解题、答题人员已指定 {named} 次，达到上限：{sponsor} 离开后方可重新指定"
        }
        "not_assignee" => "{action} 由 {assignee} 承办，而非 {member}",
        "not_collector" => "{cost_sharing} 的款项由 {collector} 代收，而非 {member}",
        "not_duty_bearer" => "{duty} 由 {bearer} 承担，而非 {member}：由承担者登记履行",
        "seat_not_held" => "{member} 不在议事会 {council} 的席位“{seat}”上，此事由该席位办理",
        "distribution_too_large" => {
            "{rule} 第 {period} 期尚可分配 {left_fen} 分，所请为 {asked_fen} 分：应返还部分还差 {lacking_fen} 分"
        }
        "assistance_not_allowed" => "“{kind}”不得代办",
        "key_in_use" => "密钥 {key} 已登记",
        "seats_full" => "议事会 {council} 的 {holders} 个“{seat}”席位已满，请先免去一人",
        "posts_full" => "议事会 {council} 的 {holders} 个“{post}”岗位已满，请先免去一人",
        "not_on_post" => "{posting} 由 {holder} 在岗，而非 {member}：各人只登记本人的履职",
        "shifts_overlap" => "{member} 在 {from_ms} 至 {to_ms} 已有班次，同一人的班次不得重叠",
        "roll_part_out_of_order" => "名册 {import} 第 {found} 部分次序有误，应为第 {expected} 部分",
        "roll_seal_mismatch" => {
            "名册 {import} 封存数据不符：收到 {rows} 行、面积 {area_dm2} × 0.01 m²、摘要 {root}"
        }
        "roll_row_invalid" => "名册 {import} 第 {row} 行有误：{message}",
        _ => return None,
    })
}

fn stage(code: &str) -> Option<&'static str> {
    Some(match code {
        "book_not_founded" => "台账尚未建立：第一条记录必须是 create_book",
        "book_already_founded" => "台账已在记录 0 建立",
        "no_charter" => "尚无章程，请先通过章程",
        "not_found" => "本台账中没有 {kind} {id}",
        "wrong_stage" => "{kind} {id} 现为“{status}”，须为“{needed}”",
        "already_done" => "已办理过：{what}",
        "no_contest" => "现行章程没有分流异议条款（contest），请有转交权限的席位移送该事项",
        "contest_pending" => "{matter} 的分流正被异议，须在 {answer_by_ms} 前答复：请先答复",
        "not_joint" => "{matter} 不按合力办处理，不能召集队伍",
        "no_teams_called" => "{matter} 尚未吹哨：请先召集队伍，再派工",
        "no_hard_matters" => "现行章程没有领题答题条款（hard_matters），请先修订章程",
        "no_mediation" => "现行章程没有调解条款（mediation），请先修订章程",
        "not_under_mediation" => "{matter} 不在调解中：尚未列明当事人，或调解已经结束",
        "under_mediation" => "{matter} 正由当事人调解：调解未终止前不得移送、并案、分案或提出分流异议",
        "not_a_side" => "{member} 不代表纠纷 {matter} 的任何一方当事人",
        "not_mediator" => "{member} 不是 {matter} 的调解员",
        "mediation_not_begun" => {
            "{matter} 的调解尚未开始：未同意的当事人一方为 {sides}，尚缺调解员 {mediators} 名"
        }
        "not_in_seats" => "{member} 不在章程所列的席位（{seats}）上，或不在该议事会及其上级",
        "owes_no_answer" => "{member} 未被列为 {matter} 的答题人，只有被指名者答题",
        "not_in_team" => "{member} 不在队伍 {team} 或其他已召集队伍的席位上",
        "no_parent_council" => "议事会 {council} 已是最高一级",
        "council_not_lowest" => "议事会 {council} 之下还有议事会，请写明最基层的一级",
        "not_child_council" => "议事会 {council} 不是 {above} 的直接下级",
        "place_not_covered" => "议事会 {council} 不涵盖该事项涉及的 {place}",
        "anonymous_not_allowed" => "此处不接收匿名诉求：{by} 未予允许",
        "call_closed" => "{call} 已于 {closed_at_ms} 截止，不再接收",
        "own_answer_stands" => "{member} 已用本人密钥答复 {call}，代办答复不能取代",
        "text_is_redacted" => "文本 {commitment} 已在记录 {index} 删除",
        "member_is_erased" => {
            "{member} 的信息已在记录 {index} 抹除，不再接收其文本；再次参与者以新的编号列入名册"
        }
        "no_route" => "章程没有适用于该事项的分流规则，请修订章程",
        "poll_is_open" => "表决 {poll} 进行至 {closes_at_ms}，其间 {matter} 不得移送或再次表决",
        "no_escalation_rule" => "章程没有关于 {trigger} 的上提规则",
        "not_due" => "期限 {obligation} 尚未到期",
        "timer_pending" => "期限 {obligation} 已于 {due_at_ms} 到期，须先予记录",
        _ => return None,
    })
}

fn candidates(code: &str) -> Option<&'static str> {
    Some(match code {
        "nominations_missing" => "规则 {rule} 要求先提名后表决，{proposal} 尚未开始提名",
        "nominations_open" => "{proposal} 的提名进行至 {accept_by_ms}，其后方可表决",
        "may_not_nominate" => "按规则 {rule}，{member} 不得这样提名",
        "nomination_cap_reached" => "{member} 在 {proposal} 中已推荐 {cap} 人，不得再推荐",
        "not_in_electorate" => "{member} 不属于规则 {rule} 的表决人，不得参选或者联名推荐",
        "not_nominee" => "{nomination} 提名的是 {nominee}，而非 {member}：只有被提名人可以接受、退出和异议",
        "facts_unconfirmed" => "{nomination} 的候选人还须确认：{facts}",
        "candidacies_unsettled" => "{proposal} 的候选人（{nominations}）尚待审查、答复或者仍可异议，请先办结",
        "place_kept" => {
            "议事会 {council} 席位“{seat}”的空缺为已通知递补的候补保留：{member} 可在 {accept_by_ms} 前接受"
        }
        "not_alternate" => "{member} 不是 {resolution} 所确认选举的候补",
        "no_second_round" => "{poll} 没有第二轮：规则未作规定、名额已满，或者未达法定人数",
        "second_round_due" => "{poll} 尚有名额待第二轮选举，须在 {open_by_ms} 前开始；两轮一并确认",
        "second_round_decides" => "{second} 是 {poll} 的第二轮，请确认第二轮，首轮随之生效",
        "too_few_candidates" => {
            "规则 {rule} 要求 {proposal} 至少有 {needed} 名候选人，现有 {found} 名，请重新组织提名"
        }
        "candidates_mismatch" => {
            "按规则 {rule}，选项须恰为合格候选人并按次序排列：{expected}；缺少：{missing}；多出：{extra}"
        }
        _ => return None,
    })
}

fn hearing(code: &str) -> Option<&'static str> {
    Some(match code {
        "not_on_agenda" => "{proposal} 不是 {hearing} 的议题：通知已列明议题，请就议题发言，或另行召集协商会",
        "item_not_heard" => {
            "章程锁定议题：{proposal} 未列入任何有效协商会的议题，请先召集列明该方案的协商会，再按规则 {rule} 表决"
        }
        "benches_not_heard" => {
            "规则 {rule} 要求各方在就 {matter} 召开的有效协商会上发言后才能表决，尚未发言：{benches}"
        }
        "no_speaking_order" => "现行章程未定发言时限，到会者直接发言，无须排队",
        "floor_missing" => "{member} 在 {hearing} 尚未取得发言权（现发言人：{holder|无}），请申请发言并等候",
        "floor_taken" => "{member} 在 {hearing} 的发言至 {until_ms}，请等其结束或让出",
        "not_next" => "{hearing} 的下一位发言人不是 {member}，而是 {next|无人等候}",
        "point_waits" => "{hearing} 的程序问题 {point} 待主持人裁定，程序问题优先，请先裁定",
        "not_asked" => "所问的是 {asked}，不是 {member}：只有被问者可以答复",
        "no_adjournment" => "现行章程允许一次协商会休会 {times} 次，不得再多：请结束本次并另行召集",
        _ => return None,
    })
}

fn vote(code: &str) -> Option<&'static str> {
    Some(match code {
        "text_mismatch" => "所指文本为 {found}，现行文本为 {expected}，请阅读后重新签名",
        "notice_too_short" => {
            "现行修订的公示时间未满规则 {rule} 要求的 {needed}（可开始表决的时间：{opens_from_ms|尚未公示}）"
        }
        "hearing_missing" => "规则 {rule} 要求表决前就 {matter} 召开达到法定人数的协商会",
        "supporters_missing" => {
            "规则 {rule} 要求表决前 {proposal} 的现行文本有 {needed} 人附议，现有 {found} 人：附议过旧修订的须重新确认"
        }
        "amendments_open" => {
            "还有 {open} 件修正案未处理（{amendments}），规则 {rule} 要求表决前逐件采纳、说明理由不采纳或撤回"
        }
        "drafter_amends" => "{member} 是 {proposal} 的起草人，请直接修订，不必提修正案",
        "amendments_full" => {
            "{proposal} 的修正案已达上限 {limit} 件（{member|全体合计}）：请待修订或处理后再提"
        }
        "amendments_rival" => "{amendment} 与 {rival} 改动同一处，只能采纳其一",
        "edit_mismatch" => "{amendment} 的改动为 {expected}，所写为 {found}，请重新阅读",
        "not_your_amendment" => "{amendment} 不是 {member} 的修正案，只有提出人可以撤回",
        "objections_unanswered" => {
            "还有 {unanswered} 条异议未答复（{objections}），规则 {rule} 要求表决前全部答复"
        }
        "rule_not_applicable" => "规则 {rule} 不适用于此：{reason}",
        "empty_roll" => "按规则 {rule} 无人可投票",
        "poll_closed" => "表决 {poll} 已于 {closed_at_ms} 结束",
        "ballot_of_other_kind" => "表决 {poll} 收取的选票为 {needed}，此选票为 {found}",
        "own_ballot_stands" => "投票人已在记录 {index} 用本人密钥投票，代办选票不能替换",
        "wrong_counting" => "表决 {poll} 按“{counting}”计票，不接受其他方式",
        "sheet_mismatch" => {
            "{section} 计票单的 {figure} 录入为 {entered}，复核为 {found}：请核对纸质原件，录入有误则重新录入"
        }
        "sheets_unconfirmed" => "表决 {poll} 还有计票单缺失、有争议或未复核：{sections}",
        "principal_ballot_stands" => "权利人本人已于记录 {index} 投票，代理人不能取代",
        "first_ballot_stands" => "议事规则以首次投票为准，该票记于记录 {index}",
        "valid_ballot_stands" => "有效选票记于记录 {index}，无效票不能取代",
        "own_stance_stands" => "{member} 已用本人密钥对 {submission} 表态，不能由他人取代",
        "candidate_as_proxy" => "{member} 是表决 {poll} 的候选人，不得受托投票",
        "enough_take_part" => {
            "表决 {poll} 参与已达要求（{threshold}）：{heads}/{heads_of} 人，面积 {area_dm2}/{area_of_dm2} × 0.01 m²，不得延长"
        }
        "matter_barred" => "{matter} 按规则 {rule} 表决（{poll}）延长后仍无效，{until_ms} 之前不得再次提出",
        "item_not_announced" => {
            "{proposal} 现行修订的公示均未按规则 {rule} 公告此表决事项及选项（依据：{article|章程}），请先公告"
        }
        "rule_amended_since_notice" => {
            "规则 {rule} 在 {notice} 公告表决之后已修改（公告时 {announced}，现为 {now}），请重新公告"
        }
        "announced_too_late" => {
            "规则 {rule} 要求表决前 {needed} 公告（依据：{article|章程}），最早可于 {opens_from_ms} 开始"
        }
        "ballots_unserved" => {
            "表决 {poll} 还有 {unserved} 份选票没有送达记录（{rights}；依据：{article|章程}），请逐一登记送达或无法送达"
        }
        "review_open" => {
            "表决 {poll} 的初步结果公示至 {ends_at_ms}，其间可提异议（依据：{article|章程}），期满后再确认"
        }
        "result_objections_unanswered" => {
            "表决 {poll} 的结果还有 {unanswered} 条异议未答复（{objections}；依据：{article|章程}），请先答复"
        }
        "proxy_cap_reached" => "{member} 在表决 {poll} 中已代理 {cap} 人，不得再多",
        "not_party_to_grant" => "{member} 既非 {grant} 的委托人也非代理人",
        "paper_mismatch" => {
            "{paper} 录入的 {field} 为 {entered}，此次读为 {found}：请核对纸票，初次有误则重新录入"
        }
        "seal_mismatch" => {
            "表决 {poll} 中 {right} 的封印为 {seal}，所送内容得出 {found}：请送原用的盐值与内容"
        }
        "barred_from_review" => "{member} 不得在表决 {poll} 中评审 {option}：{reason}",
        "step_missing" => "规则 {rule} 须在步骤 {step} 之后，{proposal} 的现行文本尚未通过该步骤",
        "not_passed" => "表决 {poll} 未通过，没有可确认的决议",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::template::places;
    use super::*;

    const RULES: &str = include_str!("../../../yishi-core/src/rejection.rs");
    const JOINTS: &str = include_str!("../../../yishi-book/src/refusal.rs");

    /// Variants of an enum with their fields, read from its source.
    fn variants(source: &str, name: &str) -> Vec<(String, Vec<String>)> {
        let (_, body) = source.split_once(&format!("pub enum {name} {{")).unwrap();
        let (body, _) = body.split_once("\n}").unwrap();
        let mut variants: Vec<(String, Vec<String>)> = Vec::new();
        for line in body.lines() {
            let word: String = line.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let depth = line.len() - line.trim_start().len();
            if depth == 4 && word.starts_with(char::is_uppercase) {
                variants.push((snake(&word), Vec::new()));
            } else if depth == 8 && line.contains(':') && word.starts_with(char::is_lowercase) {
                variants.last_mut().unwrap().1.push(word);
            }
        }
        variants
    }

    fn snake(name: &str) -> String {
        let mut snake = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !snake.is_empty() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        snake
    }

    #[test]
    fn every_refusal_has_words_in_chinese_that_use_only_its_own_numbers() {
        let mut known = variants(RULES, "Rejection");
        known.extend(variants(JOINTS, "Refusal").into_iter().filter(|(code, _)| code != "rejected"));
        assert!(known.len() > 50, "{}", known.len());
        for (code, fields) in known {
            let words = template(&code).unwrap_or_else(|| panic!("{code} has no words"));
            for place in places(words) {
                assert!(fields.iter().any(|field| field == place), "{code} has no {place}: {fields:?}");
            }
        }
    }
}
