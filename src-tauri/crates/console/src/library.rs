//! Reading whole lists of the platform: all rooms, the whole goods library, all members, all applications,
//! all products. Pages are counted by offset and the lists move while they are read, so such a list counts only when it was
//! read in one piece.

use crate::{Console, call::Failure, view::Problem};
use kaibo_domain::{
    AuditStatus, PlatformGoodsId, Role,
    goods::key_of,
    platform::{
        endpoint::{self, Endpoint},
        limit,
        shop::{
            endpoint::{FLOW_DETAIL, FLOW_LIST, PRODUCT_LIST},
            id::{CatId, ProductId, ShopAuditId},
            limit::{FLOW_PAGE, PRODUCT_PAGE_MAX},
            state::ProductStatus,
        },
    },
};
use kaibo_wechat::{CallError, Client, GoodsStatusItem, LiveRoom, Member, RoleQuery, UnknownCause, shop::Flow};
use std::{
    collections::{BTreeSet, HashMap},
    pin::Pin,
    sync::Arc,
};

/// What was read of the platform, or why not.
pub(crate) type Looked<T> = Result<T, Failure>;

/// How often a list is begun again that moved while it was read.
const BEGINNINGS: u32 = 4;

/// Our goods on the platform, by our key.
pub(crate) struct Keys {
    /// When reading began.
    begun_ms: i64,
    found: HashMap<String, (PlatformGoodsId, AuditStatus)>,
}

/// The last reading of the library for lost replies; one serves all who were in doubt when it began.
pub(crate) type LastKeys = tokio::sync::Mutex<Option<Arc<Keys>>>;

/// A page on its way: its items, and the total of all pages.
type Paged<T> = Pin<Box<dyn Future<Output = Result<(Vec<T>, i64), CallError>> + Send>>;

/// One list, and how many calls it took.
struct Listed<T> {
    items: Vec<T>,
    calls: u32,
}

/// An audit only moves a good from 'auditing' to one of the later lists, so reading them in this order cannot miss one
/// that moves meanwhile.
const ORDER: [AuditStatus; 4] =
    [AuditStatus::Auditing, AuditStatus::Approved, AuditStatus::Rejected, AuditStatus::NotAudited];

impl Console {
    /// All rooms of the account.
    pub(crate) async fn all_rooms(&self, client: &Client) -> Result<Looked<Vec<LiveRoom>>, Problem> {
        let fetch = |offset| -> Paged<LiveRoom> {
            let client = client.clone();
            Box::pin(async move {
                let page = client.live_info(offset, limit::LIVE_INFO_PAGE).await?;
                Ok((page.rooms, page.total))
            })
        };
        let listed = in_one_piece(fetch, |room: &LiveRoom| room.roomid.0).await;
        self.counted(&endpoint::LIVE_INFO, listed).await
    }

    /// The whole goods library, each good with its state.
    pub(crate) async fn whole_library(&self, client: &Client) -> Result<Looked<Vec<GoodsStatusItem>>, Problem> {
        let mut all = Vec::new();
        for status in ORDER {
            let fetch = |offset| -> Paged<GoodsStatusItem> {
                let client = client.clone();
                Box::pin(async move {
                    let page = client.goods_approved(offset, limit::GOODS_PAGE_MAX, status).await?;
                    Ok((page.goods, page.total))
                })
            };
            let listed = in_one_piece(fetch, |good: &GoodsStatusItem| good.goods_id.0).await;
            match self.counted(&endpoint::GOODS_APPROVED, listed).await? {
                Ok(goods) => all.extend(goods),
                Err(failure) => return Ok(Err(failure)),
            }
        }
        Ok(Ok(all))
    }

    /// All members, or those with that role; with a keyword only those whose WeChat id or nickname holds it.
    pub(crate) async fn all_members(
        &self,
        client: &Client,
        role: Option<Role>,
        keyword: Option<&str>,
    ) -> Result<Looked<Vec<Member>>, Problem> {
        let fetch = |offset| -> Paged<Member> {
            let (client, keyword) = (client.clone(), keyword.map(str::to_owned));
            Box::pin(async move {
                let query = RoleQuery { role, offset, limit: Some(limit::ROLE_PAGE_MAX), keyword };
                let page = client.roles(&query).await?;
                Ok((page.list, page.total))
            })
        };
        let listed = in_one_piece(fetch, |member: &Member| member.openid.clone()).await;
        self.counted(&endpoint::ROLE_LIST, listed).await
    }

    /// All applications for categories. The list has no total: it ends with a page that brings nothing new. None ever
    /// leaves it, so one that comes in while it is read shifts others onto the next page, never past it.
    pub(crate) async fn all_flows(&self, client: &Client) -> Result<Looked<Vec<Flow>>, Problem> {
        let (mut flows, mut known): (Vec<Flow>, BTreeSet<ShopAuditId>) = Default::default();
        loop {
            let mut page = match client.shop_flow_list(None, flows.len() as u32, FLOW_PAGE).await {
                Ok(page) => page,
                Err(error) => return Ok(Err((FLOW_LIST, error))),
            };
            self.note_success(&FLOW_LIST).await?;
            page.retain(|flow| known.insert(flow.audit_id));
            if page.is_empty() {
                return Ok(Ok(flows));
            }
            for mut flow in page {
                if flow.cat_id == CatId::default() {
                    flow = match client.shop_flow_detail(flow.audit_id).await {
                        Ok(detail) => detail,
                        Err(error) => return Ok(Err((FLOW_DETAIL, error))),
                    };
                }
                flows.push(flow);
            }
        }
    }

    /// All products, those never listed too; what lies in the recycle bin is left out. Pages follow each other by key. An
    /// audit moves a product only from the first of the two lists to the second, so in this order none is missed.
    pub(crate) async fn all_products(&self, client: &Client) -> Result<Looked<BTreeSet<ProductId>>, Problem> {
        let mut all = BTreeSet::new();
        for status in [Some(ProductStatus::Initial), None] {
            let (mut listed, mut key) = (BTreeSet::new(), String::new());
            loop {
                let page = match client.shop_product_list(status, PRODUCT_PAGE_MAX as u32, &key).await {
                    Ok(page) => page,
                    Err(error) => return Ok(Err((PRODUCT_LIST, error))),
                };
                self.note_success(&PRODUCT_LIST).await?;
                let before = listed.len();
                listed.extend(page.product_ids);
                if listed.len() == before || page.next_key.is_empty() {
                    break;
                }
                key = page.next_key;
            }
            all.extend(listed);
        }
        Ok(Ok(all))
    }

    /// Our good of that key on the platform, by a reading that began at `since_ms` or later.
    pub(crate) async fn find_by_key(
        &self,
        client: &Client,
        key: &str,
        since_ms: i64,
    ) -> Result<Looked<Option<(PlatformGoodsId, AuditStatus)>>, Problem> {
        // Whoever comes while it is being read waits for it, and reads anew only if it began too early for them.
        let mut last = self.inner.last_keys.lock().await;
        // One of a later time than now is older than it says: the clock was turned back since.
        let begun_ms = self.now();
        if last.as_ref().is_none_or(|keys| !(since_ms..=begun_ms).contains(&keys.begun_ms)) {
            let goods = match self.whole_library(client).await? {
                Ok(goods) => goods,
                Err(failure) => return Ok(Err(failure)),
            };
            let mut found = HashMap::new();
            for good in goods {
                if let (Some(key), Some(status)) = (key_of(&good.url), good.status()) {
                    found.entry(key.to_owned()).or_insert((good.goods_id, status));
                }
            }
            *last = Some(Arc::new(Keys { begun_ms, found }));
        }
        Ok(Ok(last.as_ref().and_then(|keys| keys.found.get(key)).copied()))
    }

    async fn counted<T>(
        &self,
        endpoint: &Endpoint,
        listed: Result<Listed<T>, CallError>,
    ) -> Result<Looked<Vec<T>>, Problem> {
        Ok(match listed {
            Ok(listed) => {
                self.count_calls(endpoint, listed.calls).await?;
                self.note_success(endpoint).await?;
                Ok(listed.items)
            }
            Err(error) => Err((*endpoint, error)),
        })
    }
}

/// Reads page after page; begins again when the total changed or something slipped from one page to another.
async fn in_one_piece<T, K: Ord>(
    fetch: impl Fn(u32) -> Paged<T>,
    id: impl Fn(&T) -> K,
) -> Result<Listed<T>, CallError> {
    let mut calls = 0;
    for _ in 0..BEGINNINGS {
        let (mut items, mut ids, mut totals): (Vec<T>, BTreeSet<K>, BTreeSet<i64>) = Default::default();
        let mut offset = 0;
        loop {
            let (page, total) = fetch(offset).await?;
            calls += 1;
            offset += page.len() as u32;
            totals.insert(total);
            let is_last = page.is_empty() || i64::from(offset) >= total;
            items.extend(page.into_iter().filter(|item| ids.insert(id(item))));
            if is_last {
                break;
            }
        }
        let total = totals.first().copied().unwrap_or_default();
        if totals.len() == 1 && items.len() as i64 >= total {
            return Ok(Listed { items, calls });
        }
    }
    let cause = UnknownCause::Unreadable { path: "total".into(), reason: "the list moves while it is read".into() };
    Err(CallError::Unknown { cause })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    async fn read(pages: &[(&[i64], i64)]) -> (Result<Vec<i64>, CallError>, u32) {
        let next = Cell::new(0);
        let fetch = |_| -> Paged<i64> {
            let (items, total) = pages[next.get().min(pages.len() - 1)];
            next.set(next.get() + 1);
            Box::pin(std::future::ready(Ok((items.to_vec(), total))))
        };
        let listed = in_one_piece(fetch, |id| *id).await;
        (listed.map(|listed| listed.items), next.get() as u32)
    }

    #[tokio::test]
    async fn pages_are_put_together() {
        assert_eq!(read(&[(&[1, 2], 3), (&[3], 3)]).await, (Ok(vec![1, 2, 3]), 2));
        assert_eq!(read(&[(&[], 0)]).await, (Ok(vec![]), 1));
    }

    #[tokio::test]
    async fn a_list_that_moved_is_read_again() {
        // 2 was taken away while the first page was read: 4 slipped onto it and would be missed.
        let moved: &[(&[i64], i64)] = &[(&[1, 2, 3], 5), (&[5], 4), (&[1, 3, 4], 4), (&[5], 4)];
        assert_eq!(read(moved).await, (Ok(vec![1, 3, 4, 5]), 4));
    }

    #[tokio::test]
    async fn a_list_that_never_rests_is_not_believed() {
        let restless: &[(&[i64], i64)] = &[(&[1, 2], 3), (&[2], 3)];
        let (listed, _) = read(&restless.repeat(6)).await;
        assert!(matches!(listed, Err(CallError::Unknown { .. })));
    }
}
