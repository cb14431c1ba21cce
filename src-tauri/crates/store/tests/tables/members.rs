//! Members and their roles.

use crate::{Shop, shop};
use kaibo_domain::{MemberId, Role};
use kaibo_store::{
    StoreError, members,
    members::{MemberRow, Person},
};
use uuid::Uuid;

fn member_id() -> MemberId {
    MemberId::from_uuid(Uuid::now_v7())
}

fn wanted(shop: &Shop, role: Role, wechat: &str) -> MemberRow {
    let row = MemberRow::wanted(member_id(), shop.id, role, wechat.into(), 1);
    insert(shop, &row);
    row
}

fn insert(shop: &Shop, row: &MemberRow) {
    let row = row.clone();
    shop.write(move |tx| members::insert(tx, &row));
}

fn get(shop: &Shop, member: MemberId) -> Option<MemberRow> {
    shop.read(move |conn| members::get(conn, member))
}

fn person(openid: &str) -> Person {
    Person { openid: openid.into(), masked: "ka****or".into(), nickname: "小开".into() }
}

/// As the list alone makes a row: nobody here knows the WeChat id.
fn listed(shop: &Shop, role: Role, openid: &str) -> MemberRow {
    let row = MemberRow {
        wechat: None,
        openid: Some(openid.into()),
        masked: "ka****or".into(),
        nickname: "小开".into(),
        listed: true,
        ..MemberRow::wanted(member_id(), shop.id, role, String::new(), 2)
    };
    insert(shop, &row);
    row
}

#[test]
fn a_full_row_reads_back() {
    let shop = shop();
    let row = MemberRow {
        masked: "ka****or".into(),
        openid: Some("o1".into()),
        nickname: "小开".into(),
        listed: true,
        adopted: true,
        synced_ms: Some(3),
        deleted_ms: Some(4),
        ..MemberRow::wanted(member_id(), shop.id, Role::Operator, "kaibo_anchor".into(), 2)
    };
    insert(&shop, &row);
    assert_eq!(get(&shop, row.id), Some(row));
}

#[test]
fn a_role_of_a_person_stands_once() {
    let shop = shop();
    let row = wanted(&shop, Role::Anchor, "kaibo_anchor");
    wanted(&shop, Role::Operator, "kaibo_anchor");
    let again = MemberRow { id: member_id(), ..row.clone() };
    let refused = shop.store.write_blocking(move |tx| members::insert(tx, &again));
    assert!(matches!(refused, Err(StoreError::Taken(_))));
    let id = shop.id;
    assert_eq!(shop.read(move |conn| members::find(conn, id, Role::Anchor, "kaibo_anchor")), Some(row));
    assert_eq!(shop.read(move |conn| members::find(conn, id, Role::Admin, "kaibo_anchor")), None);
    let listed = shop.read(move |conn| members::list(conn, id));
    assert_eq!(listed.iter().map(|row| row.role).collect::<Vec<_>>(), [Role::Anchor, Role::Operator]);
}

#[test]
fn what_the_platform_has_is_noted_and_an_adoption_ends_with_it() {
    let shop = shop();
    let id = wanted(&shop, Role::Anchor, "kaibo_anchor").id;
    let note = |listed, found| {
        shop.write(move |tx| members::set_listed(tx, id, listed, found, 9));
        let row = get(&shop, id).unwrap();
        assert_eq!(row.synced_ms, Some(9));
        (row.listed, row.adopted)
    };
    assert_eq!(note(true, false), (true, false));
    assert_eq!(note(true, true), (true, true));
    assert_eq!(note(true, false), (true, true), "seen again, it stays an adopted one");
    assert_eq!(note(false, false), (false, false));
}

#[test]
fn a_row_that_turns_out_to_be_somebody_listed_takes_the_place_of_the_listed_row() {
    let shop = shop();
    let ours = wanted(&shop, Role::Anchor, "kaibo_anchor");
    let theirs = listed(&shop, Role::Anchor, "o1");
    let other_role = listed(&shop, Role::Operator, "o1");
    let link = ours.clone();
    shop.write(move |tx| {
        members::link(tx, &link, &person("o1"))?;
        members::link(tx, &members::get(tx, link.id)?.unwrap(), &person("o1"))
    });
    let id = shop.id;
    let linked = shop.read(move |conn| members::by_openid(conn, id, Role::Anchor, "o1")).unwrap();
    assert_eq!((linked.id, linked.nickname.as_str(), linked.masked.as_str()), (ours.id, "小开", "ka****or"));
    assert_eq!(get(&shop, theirs.id), None);
    shop.write(move |tx| {
        members::set_wechat(tx, other_role.id, "kaibo_anchor")?;
        members::set_deleted(tx, other_role.id, Some(5))
    });
    let named = get(&shop, other_role.id).unwrap();
    assert_eq!((named.wechat.as_deref(), named.deleted_ms), (Some("kaibo_anchor"), Some(5)));
    let missing = member_id();
    assert!(shop.store.write_blocking(move |tx| members::set_deleted(tx, missing, None)).is_err());
}
