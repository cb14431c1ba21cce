//! Who helps in a room: the deputy of its anchor (主播副号) and its assistants (小助手). They stand on the platform alone:
//! what is asked for here is done there at once or not at all, and read again before it is shown.

use crate::{
    Console,
    live::OnAir,
    verification::{self, Told},
    view::{AssistantView, Problem, RoomPeople, Topic},
};
use kaibo_domain::{
    RoomId,
    platform::{
        endpoint::{
            ASSISTANT_ADD, ASSISTANT_LIST, ASSISTANT_MODIFY, ASSISTANT_REMOVE, Endpoint, SUB_ANCHOR, SUB_ANCHOR_ADD,
            SUB_ANCHOR_DELETE, SUB_ANCHOR_MODIFY,
        },
        errcode, limit,
    },
    room::is_wechat_id,
};
use kaibo_wechat::{CallError, Client, NewAssistant};

impl Console {
    /// Who helps in a room that the platform has.
    pub async fn room_people(&self, id: RoomId) -> Result<RoomPeople, Problem> {
        let OnAir { platform, status, .. } = self.on_air(id).await?;
        let client = self.at_hand()?;
        let sub_anchor = self.now_or_never(&SUB_ANCHOR, client.sub_anchor(platform)).await?;
        let listed = self.now_or_never(&ASSISTANT_LIST, client.assistants(platform)).await?;
        let view = |assistant: kaibo_wechat::Assistant| AssistantView {
            wechat: assistant.alias,
            nickname: assistant.nickname,
        };
        let said = u32::try_from(listed.max_count).ok().filter(|max| *max > 0);
        Ok(RoomPeople {
            sub_anchor: sub_anchor.filter(|wechat| !wechat.is_empty()),
            assistants: listed.list.into_iter().map(view).collect(),
            assistants_max: said.unwrap_or(limit::ROOM_ASSISTANTS_MAX as u32),
            open: !status.is_over(),
        })
    }

    /// Names the anchor's deputy, in place of the one before; nobody where `wechat` is empty.
    pub async fn room_set_sub_anchor(&self, id: RoomId, wechat: String) -> Result<RoomPeople, Problem> {
        let (client, OnAir { row, platform, .. }) = self.open_room(id).await?;
        let wechat = wechat.trim().to_owned();
        let before = self.room_people(id).await?.sub_anchor;
        if wechat.is_empty() {
            if before.is_some() {
                self.now_or_never(&SUB_ANCHOR_DELETE, client.sub_anchor_delete(platform)).await?;
            }
            return self.room_people(id).await;
        }
        check_wechat(&wechat)?;
        if wechat == row.anchor_wechat.trim() {
            return Err(Problem::new("errcode.500005").at_field("wechat"));
        }
        // What it is already is no change.
        if before.as_deref() == Some(&wechat) {
            return self.room_people(id).await;
        }
        let answer = match before {
            None => self.at_once(&SUB_ANCHOR_ADD, client.sub_anchor_add(platform, &wechat)).await,
            Some(_) => self.at_once(&SUB_ANCHOR_MODIFY, client.sub_anchor_modify(platform, &wechat)).await,
        };
        let endpoint = if before.is_none() { SUB_ANCHOR_ADD } else { SUB_ANCHOR_MODIFY };
        let told = match &answer {
            Ok(()) => Some(Told::Verified),
            Err(error) => {
                (error.errcode() == Some(errcode::DEPUTY_UNVERIFIED.errcode)).then_some(Told::Unverified(None))
            }
        };
        if let Some(told) = told {
            let (shop, now) = (row.shop_id, self.now());
            self.write(move |tx| verification::note_person(tx, shop, (&wechat, ""), told, now)).await?;
            self.anchors_changed();
        }
        self.answered(&endpoint, answer).await.map_err(|problem| problem.at_field("wechat"))?;
        self.room_people(id).await
    }

    /// Makes somebody an assistant, or gives one another nickname.
    pub async fn room_set_assistant(
        &self,
        id: RoomId,
        wechat: String,
        nickname: String,
    ) -> Result<RoomPeople, Problem> {
        let (client, OnAir { platform, .. }) = self.open_room(id).await?;
        let assistant = NewAssistant { username: wechat.trim().to_owned(), nickname: nickname.trim().to_owned() };
        check_wechat(&assistant.username)?;
        if assistant.nickname.is_empty() {
            return Err(Problem::new("people.nickname-missing").at_field("nickname"));
        }
        let there = self.room_people(id).await?;
        if there.assistants.iter().any(|one| one.wechat == assistant.username) {
            self.now_or_never(&ASSISTANT_MODIFY, client.assistant_modify(platform, &assistant)).await?;
        } else if there.assistants.len() >= there.assistants_max as usize {
            let problem = Problem::new("people.assistants-full").with("max", there.assistants_max);
            return Err(problem.at_field("wechat"));
        } else {
            let added = self.now_or_never(&ASSISTANT_ADD, client.assistant_add(platform, &[assistant])).await;
            // The page documents no code for it: of what is sent only the WeChat id can be wrong.
            added.map_err(|problem| match problem.code.as_str() {
                "errcode.200002" => Problem::new("people.no-such-wechat").at_field("wechat"),
                _ => problem,
            })?;
        }
        self.room_people(id).await
    }

    /// Takes an assistant away.
    pub async fn room_remove_assistant(&self, id: RoomId, wechat: String) -> Result<RoomPeople, Problem> {
        let (client, OnAir { platform, .. }) = self.open_room(id).await?;
        self.now_or_never(&ASSISTANT_REMOVE, client.assistant_remove(platform, &wechat)).await?;
        self.room_people(id).await
    }

    /// A room whose people may be changed.
    async fn open_room(&self, id: RoomId) -> Result<(Client, OnAir), Problem> {
        let room = self.on_air(id).await?;
        if room.status.is_over() {
            return Err(Problem::new("people.over"));
        }
        Ok((self.at_hand()?, room))
    }

    async fn now_or_never<T>(
        &self,
        endpoint: &Endpoint,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, Problem> {
        let answer = self.at_once(endpoint, call).await;
        self.answered(endpoint, answer).await
    }

    /// Counts a call unless it never left, and words why it failed.
    async fn answered<T>(&self, endpoint: &Endpoint, answer: Result<T, CallError>) -> Result<T, Problem> {
        if !matches!(answer, Err(CallError::NotSent { .. })) {
            self.count_calls(endpoint, 1).await?;
        }
        self.changed(Topic::Outbox, Vec::new());
        answer.map_err(|error| self.worded(&error))
    }
}

fn check_wechat(wechat: &str) -> Result<(), Problem> {
    if is_wechat_id(wechat) { Ok(()) } else { Err(Problem::new("people.not-a-wechat-id").at_field("wechat")) }
}
