//! Calls: what is sent for a submission, and what a yes changes here, in the same transaction as the yes itself.

use crate::{
    goods_price,
    outbox::{ADOPTED, snapshot::Snapshot},
    shelf,
    verification::{self, Told},
};
use kaibo_domain::{
    ApplicationId, AuditId, AuditStatus, GoodsId, LiveStatus, MemberId, OwnProductId, PlatformGoodsId, PlatformRoomId,
    Role, RoomId,
    platform::{
        endpoint::{self, Endpoint},
        errcode,
        shop::{
            endpoint::{
                CATEGORY_ADD, CATEGORY_AUDIT_CANCEL, PRODUCT_ADD, PRODUCT_DELISTING, PRODUCT_LISTING, PRODUCT_UPDATE,
            },
            id::{ProductId, ShopAuditId},
            state::{EditStatus, FlowStatus, ProductStatus},
        },
    },
};
use kaibo_store::{
    StoreError, Transaction,
    agreements::{self, AgreementRow},
    applications::{self, FlowFacts},
    goods::{self, Adoption},
    members,
    products::{self, Standing},
    rooms::{self, RoomAdoption},
    submissions::{self, ObjectKind, Remark, SubmissionRow},
};
use kaibo_wechat::{
    CallError, Client, GoodsInfo, GoodsUpdate, MediaId, RoomInfo,
    shop::{CategoryInfo, ProductInfo},
};
use serde::Serialize;

/// A call ready to leave.
#[derive(Serialize)]
pub(crate) enum Call {
    AddGoods(GoodsInfo),
    ResubmitGoods(GoodsUpdate),
    UpdatePrice(GoodsUpdate),
    WithdrawGoods(AuditId, PlatformGoodsId),
    DeleteGoods(PlatformGoodsId),
    CreateRoom(Box<RoomInfo>),
    EditRoom(PlatformRoomId, Box<RoomInfo>),
    DeleteRoom(PlatformRoomId),
    AddRoomGoods(PlatformRoomId, Vec<(GoodsId, PlatformGoodsId)>),
    SortShelf(PlatformRoomId, Vec<PlatformGoodsId>),
    PutOnSale(PlatformRoomId, PlatformGoodsId, bool),
    DeleteFromShelf(PlatformRoomId, PlatformGoodsId),
    AddRole(String, Role),
    RemoveRole(String, Role),
    Apply(Box<CategoryInfo>),
    CancelApplication(ShopAuditId),
    AddProduct(Box<ProductInfo>),
    UpdateProduct(Box<ProductInfo>),
    ListProduct(ProductId),
    DelistProduct(ProductId),
}

/// What a yes brought.
pub(crate) enum Receipt {
    GoodsAdded(PlatformGoodsId, AuditId),
    AuditBegun(PlatformGoodsId, AuditId),
    /// With the code that the anchor must scan to be verified by real name, where they are not.
    RoomCreated(PlatformRoomId, Option<String>),
    /// `found`: they had it before it was asked for. `code_url`: what they must scan to be verified by real name.
    RoleGiven {
        found: bool,
        code_url: Option<String>,
    },
    Applied(ShopAuditId),
    ProductTaken(Standing),
    Done,
}

impl Receipt {
    /// Whether it brought the address of a code to be scanned.
    pub fn has_code(&self) -> bool {
        matches!(self, Receipt::RoomCreated(_, Some(_)) | Receipt::RoleGiven { code_url: Some(_), .. })
    }

    /// What it leaves in the submission.
    pub fn remark(&self) -> Remark {
        let found = matches!(self, Receipt::RoleGiven { found: true, .. });
        Remark { cause: found.then(|| ADOPTED.into()), ..Remark::default() }
    }
}

/// A failed call: which endpoint failed, and how.
pub(crate) type Failure = (Endpoint, CallError);

impl Call {
    /// The endpoint that its quota and pace go by.
    pub fn endpoint(&self) -> Endpoint {
        match self {
            Call::AddGoods(_) => endpoint::GOODS_ADD,
            Call::ResubmitGoods(_) => endpoint::GOODS_AUDIT,
            Call::UpdatePrice(_) => endpoint::GOODS_UPDATE,
            Call::WithdrawGoods(..) => endpoint::GOODS_RESET_AUDIT,
            Call::DeleteGoods(_) => endpoint::GOODS_DELETE,
            Call::CreateRoom(_) => endpoint::ROOM_CREATE,
            Call::EditRoom(..) => endpoint::ROOM_EDIT,
            Call::DeleteRoom(_) => endpoint::ROOM_DELETE,
            Call::AddRoomGoods(..) => endpoint::ROOM_ADD_GOODS,
            Call::SortShelf(..) => endpoint::SHELF_SORT,
            Call::PutOnSale(..) => endpoint::SHELF_ON_SALE,
            Call::DeleteFromShelf(..) => endpoint::SHELF_DELETE,
            Call::AddRole(..) => endpoint::ROLE_ADD,
            Call::RemoveRole(..) => endpoint::ROLE_DELETE,
            Call::Apply(_) => CATEGORY_ADD,
            Call::CancelApplication(_) => CATEGORY_AUDIT_CANCEL,
            Call::AddProduct(_) => PRODUCT_ADD,
            Call::UpdateProduct(_) => PRODUCT_UPDATE,
            Call::ListProduct(_) => PRODUCT_LISTING,
            Call::DelistProduct(_) => PRODUCT_DELISTING,
        }
    }

    /// The uploads it names.
    pub fn pictures(&self) -> Vec<String> {
        let ids: Vec<&MediaId> = match self {
            Call::AddGoods(info) => vec![&info.cover_img_url],
            Call::ResubmitGoods(update) => update.cover_img_url.iter().collect(),
            Call::CreateRoom(info) | Call::EditRoom(_, info) => vec![&info.cover_img, &info.share_img, &info.feeds_img],
            _ => Vec::new(),
        };
        ids.into_iter().map(|id| id.as_str().to_owned()).collect()
    }

    /// Makes the call.
    pub async fn execute(&self, client: &Client) -> Result<Receipt, Failure> {
        let failed = |error| (self.endpoint(), error);
        Ok(match self {
            Call::AddGoods(info) => {
                let (goods, audit) = client.goods_add(info).await.map_err(failed)?;
                Receipt::GoodsAdded(goods, audit)
            }
            Call::ResubmitGoods(update) => {
                client.goods_update(update).await.map_err(|error| (endpoint::GOODS_UPDATE, error))?;
                Receipt::AuditBegun(update.goods_id, client.goods_audit(update.goods_id).await.map_err(failed)?)
            }
            Call::UpdatePrice(update) => {
                client.goods_update(update).await.map_err(failed)?;
                Receipt::Done
            }
            Call::WithdrawGoods(audit, goods) => {
                client.goods_reset_audit(*audit, *goods).await.map_err(failed)?;
                Receipt::Done
            }
            Call::DeleteGoods(goods) => {
                client.goods_delete(*goods).await.map_err(failed)?;
                Receipt::Done
            }
            Call::CreateRoom(info) => {
                let created = client.room_create(info).await.map_err(failed)?;
                Receipt::RoomCreated(created.room_id, created.qrcode_url)
            }
            Call::EditRoom(room, info) => {
                client.room_edit(*room, info).await.map_err(failed)?;
                Receipt::Done
            }
            Call::DeleteRoom(room) => {
                client.room_delete(*room).await.map_err(failed)?;
                Receipt::Done
            }
            Call::AddRoomGoods(_, goods) if goods.is_empty() => Receipt::Done,
            Call::AddRoomGoods(room, goods) => {
                let ids: Vec<_> = goods.iter().map(|(_, platform)| *platform).collect();
                client.room_add_goods(*room, &ids).await.map_err(failed)?;
                Receipt::Done
            }
            Call::SortShelf(_, order) if order.is_empty() => Receipt::Done,
            Call::SortShelf(room, order) => {
                client.shelf_sort(*room, order).await.map_err(failed)?;
                Receipt::Done
            }
            Call::PutOnSale(room, goods, on) => {
                client.shelf_on_sale(*room, *goods, *on).await.map_err(failed)?;
                Receipt::Done
            }
            Call::DeleteFromShelf(room, goods) => match client.shelf_delete(*room, *goods).await {
                // 'Not in this room' is what was asked for.
                Err(error) if error.errcode() != Some(errcode::NOT_IN_ROOM.errcode) => return Err(failed(error)),
                _ => Receipt::Done,
            },
            Call::AddRole(wechat, role) => match client.role_add(wechat, *role).await {
                Ok(added) => Receipt::RoleGiven { found: false, code_url: added.codeurl },
                // 'Has it already' is what was asked for.
                Err(error) if error.errcode() == Some(errcode::ROLE_DUPLICATE.errcode) => {
                    Receipt::RoleGiven { found: true, code_url: None }
                }
                Err(error) => return Err(failed(error)),
            },
            Call::RemoveRole(wechat, role) => match client.role_delete(wechat, *role).await {
                // 'No such member' is what was asked for.
                Err(error) if error.errcode() != Some(errcode::MEMBER_UNKNOWN.errcode) => return Err(failed(error)),
                _ => Receipt::Done,
            },
            Call::Apply(info) => Receipt::Applied(client.shop_category_add(info).await.map_err(failed)?),
            Call::CancelApplication(audit) => {
                client.shop_category_cancel(*audit).await.map_err(failed)?;
                Receipt::Done
            }
            Call::AddProduct(info) => {
                let product_id = client.shop_product_add(info).await.map_err(failed)?;
                let status = Some(ProductStatus::Initial);
                Receipt::ProductTaken(Standing { product_id, status, edit_status: Some(begun(info)) })
            }
            Call::UpdateProduct(info) => {
                let product_id = client.shop_product_update(info).await.map_err(failed)?;
                Receipt::ProductTaken(Standing { product_id, status: None, edit_status: Some(begun(info)) })
            }
            Call::ListProduct(product_id) => {
                client.shop_product_listing(*product_id).await.map_err(failed)?;
                Receipt::Done
            }
            Call::DelistProduct(product_id) => {
                client.shop_product_delisting(*product_id).await.map_err(failed)?;
                Receipt::Done
            }
        })
    }
}

/// Who is taken with a code to scan is not verified yet.
fn told(code_url: &Option<String>) -> Told<'_> {
    code_url.as_deref().map_or(Told::Verified, |code_url| Told::Unverified(Some(code_url)))
}

/// Where the draft stands right after it was taken.
fn begun(info: &ProductInfo) -> EditStatus {
    if info.listing == 1 { EditStatus::Auditing } else { EditStatus::Editing }
}

/// Writes down what a yes changed.
pub(crate) fn settle(
    tx: &Transaction,
    row: &SubmissionRow,
    call: &Call,
    receipt: &Receipt,
    now_ms: i64,
) -> Result<(), StoreError> {
    let goods_id = || row.object_id.parse::<GoodsId>().map_err(|_| StoreError::NotFound);
    let room_id = || row.object_id.parse::<RoomId>().map_err(|_| StoreError::NotFound);
    let application_id = || row.object_id.parse::<ApplicationId>().map_err(|_| StoreError::NotFound);
    let own_product_id = || row.object_id.parse::<OwnProductId>().map_err(|_| StoreError::NotFound);
    let member_id = || row.object_id.parse::<MemberId>().map_err(|_| StoreError::NotFound);
    match (call, receipt) {
        (_, Receipt::GoodsAdded(platform_goods_id, audit_id) | Receipt::AuditBegun(platform_goods_id, audit_id)) => {
            let adoption = Adoption {
                platform_goods_id: *platform_goods_id,
                audit_id: Some(*audit_id),
                audit_status: AuditStatus::Auditing,
                sent_revision: row.revision,
                found: false,
            };
            goods::adopt(tx, goods_id()?, &adoption, now_ms)?;
            agree(tx, row, now_ms)
        }
        (_, Receipt::RoomCreated(platform_room_id, code_url)) => {
            verification::note(tx, row, told(code_url), now_ms)?;
            let adoption = RoomAdoption {
                platform_room_id: *platform_room_id,
                live_status: LiveStatus::NotStarted,
                sent_revision: row.revision,
                found: false,
            };
            rooms::adopt(tx, room_id()?, &adoption, now_ms)?;
            agree(tx, row, now_ms)?;
            shelf::enqueue_if_wanted(tx, row.shop_id, room_id()?, now_ms)
        }
        (Call::UpdatePrice(_), Receipt::Done) => goods_price::settle(tx, row, goods_id()?, now_ms),
        (Call::WithdrawGoods(_, platform), Receipt::Done) => {
            goods::apply_platform_status(tx, row.shop_id, *platform, AuditStatus::NotAudited, now_ms).map(|_| ())
        }
        (Call::DeleteGoods(_), Receipt::Done) => {
            agreements::remove(tx, ObjectKind::Goods, &row.object_id)?;
            goods::detach(tx, goods_id()?, now_ms)
        }
        (Call::DeleteRoom(_), Receipt::Done) => {
            agreements::remove(tx, ObjectKind::Room, &row.object_id)?;
            rooms::detach(tx, room_id()?, now_ms)
        }
        (Call::EditRoom(..), Receipt::Done) => {
            verification::note(tx, row, Told::Verified, now_ms)?;
            rooms::note_sent(tx, room_id()?, row.revision, now_ms)?;
            agree(tx, row, now_ms)?;
            shelf::enqueue_if_wanted(tx, row.shop_id, room_id()?, now_ms)
        }
        (Call::AddRoomGoods(_, shelved), Receipt::Done) => {
            let shelved: Vec<_> = shelved.iter().map(|(goods, _)| *goods).collect();
            shelf::note_shelved(tx, row.shop_id, room_id()?, &shelved, now_ms)
        }
        (Call::PutOnSale(_, _, on), Receipt::Done) => shelf::note_on_sale(tx, row, *on, now_ms),
        (Call::DeleteFromShelf(..), Receipt::Done) => shelf::note_deleted(tx, row, now_ms),
        (_, Receipt::RoleGiven { found, code_url }) => {
            code_url.iter().try_for_each(|code_url| submissions::set_code_url(tx, row.id, code_url))?;
            verification::note(tx, row, told(code_url), now_ms)?;
            members::set_listed(tx, member_id()?, true, *found, now_ms)
        }
        (Call::RemoveRole(..), Receipt::Done) => members::set_listed(tx, member_id()?, false, false, now_ms),
        (_, Receipt::Applied(audit_id)) => {
            let facts = FlowFacts::begun(*audit_id, FlowStatus::Auditing);
            applications::note(tx, application_id()?, &facts, false, now_ms)
        }
        (Call::CancelApplication(audit_id), Receipt::Done) => {
            let facts = FlowFacts::begun(*audit_id, FlowStatus::Cancelled);
            applications::note(tx, application_id()?, &facts, false, now_ms)
        }
        (_, Receipt::ProductTaken(standing)) => {
            products::accept(tx, own_product_id()?)?;
            products::note(tx, own_product_id()?, standing, false, now_ms)
        }
        (Call::ListProduct(product_id), Receipt::Done) => {
            let id = own_product_id()?;
            // What was approved was only taken off sale, and is back at once.
            let was_approved = products::get(tx, id)?.is_some_and(|row| row.edit_status == Some(EditStatus::Approved));
            let (status, edit_status) =
                if was_approved { (Some(ProductStatus::Listed), None) } else { (None, Some(EditStatus::Auditing)) };
            products::note(tx, id, &Standing { product_id: *product_id, status, edit_status }, false, now_ms)
        }
        (Call::DelistProduct(product_id), Receipt::Done) => {
            let status = Some(ProductStatus::Delisted);
            let standing = Standing { product_id: *product_id, status, edit_status: None };
            products::note(tx, own_product_id()?, &standing, false, now_ms)
        }
        (
            Call::AddGoods(_)
            | Call::ResubmitGoods(_)
            | Call::CreateRoom(_)
            | Call::SortShelf(..)
            | Call::AddRole(..)
            | Call::Apply(_)
            | Call::AddProduct(_)
            | Call::UpdateProduct(_),
            Receipt::Done,
        ) => Ok(()),
    }
}

/// Both sides have what was submitted now: the base of the next merge.
pub(crate) fn agree(tx: &Transaction, row: &SubmissionRow, now_ms: i64) -> Result<(), StoreError> {
    let Some(snapshot) = Snapshot::read(row) else { return Ok(()) };
    let agreement = AgreementRow {
        shop_id: row.shop_id,
        object_kind: row.object_kind,
        object_id: row.object_id.clone(),
        fields: snapshot.fields(),
        theirs: Default::default(),
        written_ms: now_ms,
    };
    agreements::put(tx, &agreement)
}
