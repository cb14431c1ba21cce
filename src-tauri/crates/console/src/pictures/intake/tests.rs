//! What is looked at in a folder, and what is said of a file that is none.

use super::*;

#[test]
fn a_folder_gives_its_files_by_name_without_what_is_no_picture_of_anybodys() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, name).unwrap();
        path
    };
    let expected = ["b/1.jpg", "b/2.png", "c.jpg"].map(put);
    for other in ["Thumbs.db", ".DS_Store", "b/.hidden/3.jpg", "d/e/f/g/h/too-deep.jpg"] {
        put(other);
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), folder.path().join("round")).unwrap();
    let alone = put("d/alone.txt");
    let files = files_of(vec![alone.clone(), folder.path().to_owned()]);
    assert_eq!(files[0], alone, "what is named comes first");
    assert_eq!(files[1..4], expected);
    assert_eq!(files[4..], [alone]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &Path| open(path).err().map(|problem| problem.code);
    assert_eq!(code(folder.path()).as_deref(), Some("picture.folder"));
    assert_eq!(code(&folder.path().join("gone.jpg")).as_deref(), Some("picture.unreadable"));
    let text = folder.path().join("text.jpg");
    fs::write(&text, "text").unwrap();
    assert_eq!(code(&text).as_deref(), Some("picture.not-a-picture"));
}
