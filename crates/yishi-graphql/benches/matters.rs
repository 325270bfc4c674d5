//! What a community with 10,000 open matters waits for: routing, lists, filtered lists, figures and look-alikes.
//!
//! `cargo bench -p yishi-graphql --bench matters -- [ROUNDS]`. Every question goes through the schema as a request of its own, over a
//! book in memory whose matters came in as signed commands. The median of each has to stay under 20 ms.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench measures real time, prints it, and stops where it cannot go on"
)]

use async_graphql::{Executor, Request, Variables};
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use yishi_core::{
    Actor, Command, Context, Digest, Facts, MatterId, Obligation, Party, ScreenSubmission, Screening, State,
    SubmissionId, TimeMs, Urgency, decide, evolve,
};
use yishi_graphql::{HostedBook, Language, Node, RequestContext, Viewer, YishiSchema, schema};
use yishi_testkit::{Community, START};

const OPEN_MATTERS: u64 = 10_000;
const WAITING: u64 = 500;
const OBLIGATIONS: u64 = 100_000;
const ROUNDS: usize = 200;
const WANTED: Duration = Duration::from_millis(20);

const PLACES: [&str; 12] = [
    "东门岗亭",
    "西区地下车库",
    "三号楼二单元",
    "中心花园",
    "儿童游乐场",
    "南侧消防通道",
    "快递柜旁",
    "菜鸟驿站门口",
    "物业服务中心",
    "老年活动室",
    "五号楼电梯厅",
    "北门人行道",
];
const SUBJECTS: [&str; 24] = [
    "路灯不亮",
    "电梯经常故障",
    "垃圾清运不及时",
    "车辆占用消防通道",
    "下水道堵塞返味",
    "墙皮脱落漏水",
    "电动车飞线充电",
    "广场舞音量太大",
    "绿化带被踩踏",
    "门禁系统失灵",
    "健身器材损坏",
    "监控摄像头缺失",
    "宠物粪便无人清理",
    "外墙瓷砖松动",
    "单元门关不严",
    "充电桩数量不足",
    "遛狗不牵绳",
    "楼道堆放杂物",
    "装修噪音扰民",
    "自来水压力不足",
    "暖气温度偏低",
    "井盖破损",
    "台阶没有无障碍坡道",
    "停车位划线不清",
];
const WISHES: [&str; 10] = [
    "希望尽快维修",
    "已经反映多次没有回音",
    "老人和孩子出行很不方便",
    "建议增加巡查次数",
    "请物业公开处理进度",
    "邻居们都很着急",
    "晚上尤其危险",
    "希望社区协调解决",
    "建议召开协商会讨论",
    "请安排专人负责",
];

/// Words of a submission: subject and place change at different paces, so that each pair comes with several wishes.
fn words(number: u64) -> String {
    let pick = |list: &[&'static str], by: u64| list[usize::try_from(number / by).unwrap() % list.len()];
    let (place, subject) = (pick(&PLACES, 1), pick(&SUBJECTS, 7));
    format!("{place}{subject}，{}，{}。（{number}）", pick(&WISHES, 3), pick(&WISHES, 31))
}

fn facts(number: u64) -> Facts {
    Facts {
        class: "general".parse().unwrap(),
        places: ["grid_1".parse().unwrap()].into(),
        affected_households: if number.is_multiple_of(2) { 3 } else { 200 },
        cost_fen: yishi_core::AmountFen(5_000_000),
        urgency: Urgency::Ordinary,
    }
}

/// The community, and the first of its submissions that wait.
fn community() -> (Community, SubmissionId) {
    let community = Community::founded(20);
    let submit = |number| {
        if number % 100 == 0 {
            community.see_head();
        }
        let order = community.cast.submission_of(&community.desk, &words(number));
        SubmissionId::first(community.must(&order).index)
    };
    for number in 0..OPEN_MATTERS {
        let submission = submit(number);
        let households = facts(number).affected_households;
        community.must(&community.cast.screening(&community.desk, number, submission, households));
    }
    let waiting: Vec<_> = (OPEN_MATTERS..OPEN_MATTERS + WAITING).map(submit).collect();
    (community, waiting[0])
}

/// Takes the time of each round and prints the median.
fn measure(name: &str, rounds: usize, mut work: impl FnMut(u64)) {
    work(0);
    let mut taken: Vec<Duration> = (1..=u64::try_from(rounds).unwrap())
        .map(|round| {
            let started = Instant::now();
            work(round);
            started.elapsed()
        })
        .collect();
    taken.sort();
    let (median, slow) = (taken[rounds / 2], taken[rounds * 99 / 100]);
    let verdict = if median < WANTED { "under 20 ms" } else { "NOT under 20 ms" };
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!("{name:<64} median {:>9.3} ms   p99 {:>9.3} ms   {verdict}", ms(median), ms(slow));
}

struct House {
    runtime: Runtime,
    node: Node,
    schema: YishiSchema,
}

impl House {
    fn new(community: &Community) -> Self {
        let book =
            HostedBook { engine: community.engine.clone(), public_log: true, auditors: Default::default() };
        let node = Node::new([book], Arc::new(community.clock.clone()), &[7; 32]);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { runtime, schema: schema(node.clone()), node }
    }

    fn ask(&self, query: &str, variables: Value) -> Value {
        let context = RequestContext::new(Viewer::Anonymous, Language::Chinese, "bench");
        let request = Request::new(query).variables(Variables::from_json(variables)).data(context);
        let answer = self.runtime.block_on(self.schema.execute(request));
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        answer.data.into_json().unwrap()
    }
}

fn screening(submission: SubmissionId, number: u64) -> Command {
    let screening = Screening::Accept { title: yishi_core::DocumentHash([1; 32]), facts: facts(number) };
    ScreenSubmission { submission, screening }.into()
}

fn routing(community: &Community, waiting: SubmissionId, rounds: usize) {
    let version = community.engine.version();
    let secretary = &community.cast.secretary;
    let actor =
        Actor { party: Party::Member(secretary.id.clone()), key: secretary.public(), assistance: None };
    let context = Context {
        index: version.size,
        at: version.recorded_at,
        ruleset: version.state.ruleset,
        head: Digest(version.root.0),
    };
    let route = |state: &State, round: u64| {
        let command = screening(waiting, round);
        let events = decide(state, &actor, &command, context).unwrap();
        evolve(&mut state.clone(), &actor, &command, &events, context);
    };
    measure("routing: a screening decided and folded", rounds, |round| route(&version.state, round));
    let mut state = version.state.clone();
    for number in 0..OBLIGATIONS {
        let matter = MatterId::first(1_000_000 + number);
        let due = TimeMs(START.0 + 1_000_000_000 + number);
        state.obligations.insert((due, Obligation::Deliberation { matter, set_by: 1 }));
    }
    measure("  the same beside 100,000 more obligations", rounds, |round| route(&state, round));
    measure("  the next obligation of them", rounds, |_| {
        black_box(state.next_due(version.recorded_at));
    });
}

const LISTED: &str = "totalCount pageInfo { endCursor hasNextPage } nodes {
    matterId stage decideBy title { content } council { councilId name } route { rule { ruleId name } }
    submissions(first: 1) { nodes { submissionId supports } } }";

fn lists(house: &House, rounds: usize) {
    let all =
        format!("query($after: String) {{ book {{ matters(first: 20, after: $after) {{ {LISTED} }} }} }}");
    let page = house.ask(&all, json!({}));
    let middle = (0..20).fold(page, |page, _| {
        let after = page["book"]["matters"]["pageInfo"]["endCursor"].clone();
        house.ask(&all, json!({"after": after}))
    });
    let after = middle["book"]["matters"]["pageInfo"]["endCursor"].clone();
    measure("listing: 20 matters with their count", rounds, |_| {
        black_box(house.ask(&all, json!({"after": after})));
    });
    let filtered = format!(
        "{{ book {{ council(councilId: \"grid_1\") {{ matters(stage: DELIBERATING, last: 20) {{ {LISTED} }} }} }} }}"
    );
    let found = house.ask(&filtered, json!({}));
    assert_eq!(found["book"]["council"]["matters"]["totalCount"], OPEN_MATTERS / 2);
    measure("filtering: 20 of 5,000 by council and stage, with their count", rounds, |_| {
        black_box(house.ask(&filtered, json!({})));
    });
    let rare = "{ book { matters(stage: EVALUATING) { totalCount nodes { matterId } }
        submissions(filter: {status: RECEIVED}, first: 20) { totalCount nodes { submissionId screenBy text { content } } } } }";
    let found = house.ask(rare, json!({}));
    assert_eq!(found["book"]["matters"]["totalCount"], 0);
    assert_eq!(found["book"]["submissions"]["totalCount"], WAITING);
    measure("filtering: a stage with nothing, and 20 that wait for screening", rounds, |_| {
        black_box(house.ask(rare, json!({})));
    });
    let figures = "{ book { figures { matters levels { levelId matters settled hearingsHeld } } } }";
    measure("figures of all levels", rounds, |_| {
        black_box(house.ask(figures, json!({})));
    });
}

const SIMILAR: &str =
    "points shared { term points } matters { matterId } submission { submissionId text { content } }";

fn look_alikes(community: &Community, house: &House, waiting: SubmissionId, rounds: usize) {
    let writing = format!(
        "query($text: String!) {{ book {{ similarSubmissions(text: $text, first: 5) {{ {SIMILAR} }} }} }}"
    );
    measure("look-alikes: once after a start, when every submission is read", 5, |_| {
        let fresh = House::new(community);
        black_box(fresh.ask(&writing, json!({"text": "路灯坏了"})));
    });
    for text in ["路灯坏了", "五号楼电梯又停了，老人出行很不方便，希望社区协调物业尽快维修并公开处理进度"]
    {
        let found = house.ask(&writing, json!({"text": text}));
        assert_eq!(found["book"]["similarSubmissions"].as_array().unwrap().len(), 5);
        let length = text.chars().count();
        measure(&format!("look-alikes: while writing, {length} characters"), rounds, |_| {
            black_box(house.ask(&writing, json!({"text": text})));
        });
    }
    let screened = format!(
        "query($id: String!) {{ book {{ submission(submissionId: $id) {{ similar(first: 10) {{ {SIMILAR} }} }} }} }}"
    );
    let id = json!({"id": waiting.to_string()});
    measure("look-alikes: at screening", rounds, |_| {
        black_box(house.ask(&screened, id.clone()));
    });
}

fn main() {
    let rounds = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    let started = Instant::now();
    let (community, waiting) = community();
    println!(
        "{OPEN_MATTERS} open matters, {WAITING} submissions waiting; brought in within {:.1?}",
        started.elapsed()
    );
    let house = House::new(&community);
    assert_eq!(house.node.books().count(), 1);
    routing(&community, waiting, rounds);
    lists(&house, rounds);
    look_alikes(&community, &house, waiting, rounds);
}
