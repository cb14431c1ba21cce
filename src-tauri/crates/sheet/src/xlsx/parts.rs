//! Which parts a workbook has: its sheets, its shared strings, its styles.

use super::{
    archive::Archive,
    xml::{Xml, attribute},
};
use crate::{
    refusal::{Reason, Refusal},
    table::Budget,
};
use quick_xml::events::Event;
use std::{
    collections::HashMap,
    io::{BufRead, Read, Seek},
};

/// The parts that are read.
pub(super) struct Parts {
    pub sheets: Vec<SheetPart>,
    pub strings: Option<String>,
    pub styles: Option<String>,
    pub since_1904: bool,
    pub pictures: usize,
}

/// A sheet that can be seen.
pub(super) struct SheetPart {
    pub name: String,
    pub path: String,
}

struct Relation {
    /// The last word of its type.
    kind: String,
    path: String,
}

struct Entry {
    name: String,
    relation: String,
}

const WORKBOOK: &str = "xl/workbook.xml";
/// Where every program puts the pictures of a workbook.
const PICTURES: &str = "xl/media/";

/// Finds the parts.
pub(super) fn read<R: Read + Seek>(archive: &mut Archive<R>, budget: &Budget) -> Result<Parts, Refusal> {
    let names: Vec<String> = archive.names().map(|name| name.to_lowercase()).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("xl/workbook.bin") || has("content.xml") || has("index/document.iwa") {
        return Err(Reason::OtherFormat.into());
    }
    let mut workbook = WORKBOOK.to_owned();
    if has("_rels/.rels") {
        let relations = relations(archive.part("_rels/.rels", budget)?, "")?;
        if let Some(found) = relations.into_values().find(|relation| relation.kind == "officeDocument") {
            workbook = found.path;
        }
    }
    if !has(&workbook.to_lowercase()) {
        return Err(Reason::NotATable.into());
    }
    let (entries, since_1904) = entries(archive.part(&workbook, budget)?)?;
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let of_workbook = format!("{folder}/_rels/{file}.rels");
    let relations = relations(archive.part(of_workbook.trim_start_matches('/'), budget)?, folder)?;
    let of_kind = |kind: &str| relations.values().find(|relation| relation.kind == kind).map(|one| one.path.clone());
    let sheets = entries.into_iter().filter_map(|entry| {
        let relation = relations.get(&entry.relation).filter(|relation| relation.kind == "worksheet")?;
        Some(SheetPart { name: entry.name, path: relation.path.clone() })
    });
    Ok(Parts {
        sheets: sheets.collect(),
        strings: of_kind("sharedStrings"),
        styles: of_kind("styles"),
        since_1904,
        pictures: names.iter().filter(|name| name.starts_with(PICTURES) && !name.ends_with('/')).count(),
    })
}

/// The sheets that can be seen, and whether days count from 1904.
fn entries<R: BufRead>(mut xml: Xml<R>) -> Result<(Vec<Entry>, bool), Refusal> {
    let (mut entries, mut since_1904) = (Vec::new(), false);
    while let Some(event) = xml.next()? {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
        match tag.local_name().as_ref() {
            "workbookPr" => {
                since_1904 = attribute(&tag, "date1904")?.is_some_and(|value| value == "1" || value == "true");
            }
            "sheet" if attribute(&tag, "state")?.is_none_or(|state| state == "visible") => {
                let (Some(name), Some(relation)) = (attribute(&tag, "name")?, attribute(&tag, "id")?) else {
                    return Err(Reason::Damaged.into());
                };
                entries.push(Entry { name, relation });
            }
            _ => {}
        }
    }
    Ok((entries, since_1904))
}

/// The relations of a part that stands in `folder`; those that lead out of the file are left out.
fn relations<R: BufRead>(mut xml: Xml<R>, folder: &str) -> Result<HashMap<String, Relation>, Refusal> {
    let mut relations = HashMap::new();
    while let Some(event) = xml.next()? {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
        if tag.local_name().as_ref() != "Relationship" || attribute(&tag, "TargetMode")?.as_deref() == Some("External")
        {
            continue;
        }
        let (Some(id), Some(kind), Some(target)) =
            (attribute(&tag, "Id")?, attribute(&tag, "Type")?, attribute(&tag, "Target")?)
        else {
            return Err(Reason::Damaged.into());
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        relations.insert(id, Relation { kind, path: within(folder, &target) });
    }
    Ok(relations)
}

/// The path of a target as seen from `folder`. It is looked up among the archive's entries, nowhere else.
fn within(folder: &str, target: &str) -> String {
    let base = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stand_in_the_folder_of_their_part() {
        assert_eq!(within("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(within("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(within("xl", "../../../etc/passwd"), "etc/passwd");
    }
}
