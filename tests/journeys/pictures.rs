//! The picture library: a folder taken in, what became of each file, where pictures are used, and taking away the rest.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use crate::support::office::Office;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use kaibo_console::{
    pictures::{MediaRequest, Stop, TakenPicture},
    view::PicturesQuery,
};
use kaibo_domain::{Edit, Fill, Slot, Treatment};
use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// A picture with a red square at one place of eight, all others of one colour; `number` makes it different.
fn picture(number: u8, format: ImageFormat) -> Vec<u8> {
    let left = 40 + 90 * u32::from(number % 8);
    let picture = RgbImage::from_fn(800, 400, |x, y| match (left..left + 80).contains(&x) && (160..240).contains(&y) {
        true => Rgb([200, 20, 20]),
        false => Rgb([120, 130, 90 + number]),
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

async fn take(office: &Office, paths: &[&Path]) -> Vec<TakenPicture> {
    let paths = paths.iter().map(|path| path.to_path_buf()).collect();
    office.console().take_pictures(paths, |_| (), &Stop::default()).await.unwrap()
}

fn all(unused: bool) -> PicturesQuery {
    PicturesQuery { unused, after: None, limit: 200 }
}

/// The files of pictures in the data folder.
fn kept_files(office: &Office) -> usize {
    let mut folders = vec![office.folder.path().join("data").join("files")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files += 1 }
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_taken_file_by_file_and_the_same_picture_once() {
    let office = Office::open().await;
    let (before, files_before) = (office.console().pictures_list(all(false)).await.unwrap().total, kept_files(&office));
    let folder = tempfile::tempdir().unwrap();
    for number in 0..8 {
        put(folder.path(), &format!("0{number}.png"), &picture(number, ImageFormat::Png));
    }
    put(folder.path(), "10 again.png", &picture(3, ImageFormat::Png));
    put(folder.path(), "11.gif", &picture(9, ImageFormat::Gif));
    put(folder.path(), "12 wrong name.jpg", &picture(10, ImageFormat::Bmp));
    put(folder.path(), "13 cut.png", &picture(11, ImageFormat::Png)[..300]);
    put(folder.path(), "14 list.txt", "货号,价格".as_bytes());
    put(folder.path(), "15 drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    put(folder.path(), "16/inside.webp", &picture(12, ImageFormat::WebP));
    put(folder.path(), ".DS_Store", b"Bud1");

    let told = Arc::new(AtomicU32::new(0));
    let seen = told.clone();
    let progress = move |step: kaibo_console::pictures::TakeProgress| {
        assert_eq!((step.done, step.total), (seen.fetch_add(1, Ordering::SeqCst) + 1, 15));
    };
    let paths = vec![folder.path().to_owned()];
    let taken = office.console().take_pictures(paths, progress, &Stop::default()).await.unwrap();
    assert_eq!(told.load(Ordering::SeqCst), 15);
    let problems: Vec<_> =
        taken.iter().filter_map(|taken| Some((taken.name.as_str(), taken.problem.as_ref()?.code.as_str()))).collect();
    assert_eq!(
        problems,
        [
            ("13 cut.png", "picture.damaged"),
            ("14 list.txt", "picture.not-a-picture"),
            ("15 drawing.svg", "picture.unsupported")
        ]
    );
    assert!(taken[8].known || taken[3].known, "one of the two was there already");
    assert_eq!(taken[8].picture, taken[3].picture);
    for (number, taken) in taken[..8].iter().enumerate() {
        let middle = (80.0 + 90.0 * number as f64) / 800.0;
        assert!((taken.focus.x - middle).abs() < 0.04, "{number}: {:?}", taken.focus);
    }
    let page = office.console().pictures_list(all(false)).await.unwrap();
    assert_eq!((page.total - before, page.items[0].uses.len()), (11, 0));
    assert_eq!(kept_files(&office) - files_before, 11);

    // Again: nothing is new.
    let again = take(&office, &[folder.path()]).await;
    assert!(again.iter().filter(|taken| taken.picture.is_some()).all(|taken| taken.known));
    assert_eq!(kept_files(&office) - files_before, 11);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_keeps_what_was_taken() {
    let office = Office::open().await;
    let folder = tempfile::tempdir().unwrap();
    for number in 0..60 {
        put(folder.path(), &format!("{number:02}.png"), &picture(number, ImageFormat::Png));
    }
    let stop = Stop::default();
    let asked = stop.clone();
    let progress = move |step: kaibo_console::pictures::TakeProgress| {
        if step.done == 5 {
            asked.stop();
        }
    };
    let taken = office.console().take_pictures(vec![folder.path().to_owned()], progress, &stop).await.unwrap();
    assert!((5..=20).contains(&taken.len()), "{} were taken", taken.len());
    assert!(taken.iter().all(|taken| taken.problem.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_nothing_uses_is_taken_away_and_its_file_with_it() {
    let office = Office::open().await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let [one, other, third] = [1, 2, 3].map(|n| put(folder.path(), &format!("{n}.png"), &picture(n, ImageFormat::Png)));
    let taken = take(&office, &[&one, &other, &third]).await;
    let ids: Vec<_> = taken.iter().filter_map(|taken| taken.picture).collect();
    let good = console.goods_create().await.unwrap().id;
    let view = console.goods_set_picture(good, one).await.unwrap();
    assert_eq!(view.picture.unwrap().id, ids[0], "the library's picture, not another one");
    assert!((view.focus.x - taken[0].focus.x).abs() < 1e-9, "it looks where the subject was found");
    let room = console.rooms_create().await.unwrap().id;
    console.rooms_set_picture(room, other.clone()).await.unwrap();

    let page = console.pictures_list(all(false)).await.unwrap();
    let used = |n: usize| page.items.iter().find(|item| item.id == ids[n]).unwrap();
    assert_eq!((used(0).uses[0].place.as_str(), used(1).uses[0].place.as_str()), ("goods", "rooms"));
    assert_eq!((used(0).use_count, used(2).use_count), (1, 0));
    let unused = console.pictures_list(all(true)).await.unwrap();
    assert_eq!(unused.items.iter().map(|item| item.id).collect::<Vec<_>>(), [ids[2]]);
    assert_eq!(unused.unused, 1);

    let files = kept_files(&office);
    let done = console.pictures_delete(ids.clone()).await.unwrap();
    assert_eq!((done.deleted, done.kept, files - kept_files(&office)), (1, 2, 1));
    assert!(console.render(MediaRequest::Whole(ids[2], 0)).await.is_none());
    assert!(console.render(MediaRequest::Whole(ids[0], 0)).await.is_some());

    // What was deleted a moment ago may come back, with its picture.
    let deleted = console.goods_delete(vec![good]).await.unwrap();
    assert_eq!(console.pictures_delete(vec![ids[0]]).await.unwrap().kept, 1);
    console.goods_restore(deleted.deletion.unwrap()).await.unwrap();
    assert_eq!(console.goods_get(good).await.unwrap().picture.unwrap().id, ids[0]);

    // What was taken away can be brought back.
    assert!(!take(&office, &[&third]).await[0].known);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phones_heic_is_taken_where_the_system_can_read_it() {
    let office = Office::open().await;
    let folder = tempfile::tempdir().unwrap();
    let source = put(folder.path(), "source.png", &picture(5, ImageFormat::Png));
    let photo = folder.path().join("IMG_0001.HEIC");
    let made = Command::new("heif-enc").arg(source).arg("-o").arg(&photo).output();
    let is_real = made.is_ok_and(|made| made.status.success());
    if !is_real {
        println!("heif-enc is not installed: only the refusal is tested");
        fs::write(&photo, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").unwrap();
    }
    let taken = take(&office, &[&photo]).await.remove(0);
    if is_real {
        assert_eq!(taken.problem, None);
        let page = office.console().pictures_list(all(false)).await.unwrap();
        let item = page.items.iter().find(|item| Some(item.id) == taken.picture).unwrap();
        assert_eq!((item.width, item.height, item.format.as_str()), (800, 400, "jpeg"));
        assert_eq!(item.name, "IMG_0001.HEIC");
        assert!((item.focus.x - 530.0 / 800.0).abs() < 0.04, "{:?}", item.focus);
    } else {
        assert_eq!(taken.problem.unwrap().code, "picture.heic");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_kept_with_its_use_follows_the_subject_and_is_what_the_platform_gets() {
    let office = Office::open().await;
    let console = office.console();
    let folder = tempfile::tempdir().unwrap();
    let photo = put(folder.path(), "1.png", &picture(1, ImageFormat::Png));
    let good = console.goods_create().await.unwrap().id;
    let before = console.goods_set_picture(good, photo.clone()).await.unwrap();
    let edit = Edit { turn: 1, fill: Fill::White, sharpen: false };
    let view = console.goods_set_edit(good, edit).await.unwrap();
    assert_eq!(view.edit, edit);
    assert!(view.revision > before.revision);
    assert!((view.focus.y - before.focus.x).abs() < 1e-9, "the focus turned with the picture");
    let id = view.picture.unwrap().id;
    let treatment = Treatment { focus: view.focus, edit };
    let shown = console.render(MediaRequest::Slot(id, Slot::Goods, treatment)).await.unwrap();
    let shown = turbojpeg::decompress(&shown.bytes, turbojpeg::PixelFormat::RGB).unwrap();
    let shown = RgbImage::from_raw(300, 300, shown.pixels).unwrap();
    // 400×800 in a square: white to the left and right, the red square a quarter down.
    assert!(shown.get_pixel(20, 150).0.iter().all(|value| *value > 245));
    let [red, green, _] = shown.get_pixel(150, 64).0;
    assert!(red > 150 && green < 80, "{:?}", shown.get_pixel(150, 64));

    // Another picture comes as it is; another use of the same one too.
    let room = console.rooms_create().await.unwrap().id;
    console.rooms_set_picture(room, photo.clone()).await.unwrap();
    assert_eq!(console.rooms_get(room).await.unwrap().edit, Edit::default());
    assert_eq!(console.goods_set_picture(good, photo).await.unwrap().edit, Edit::default());
    let view = console.rooms_set_edit(room, Edit { turn: 3, ..Edit::default() }).await.unwrap();
    assert!((view.focus.share.y - (1.0 - before.focus.x)).abs() < 1e-9);
}
