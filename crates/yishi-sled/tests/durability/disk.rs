//! A disk of our own: an ext4 image on a loop device, whose bytes can be copied as loss of power would leave them.

use std::path::{Path, PathBuf};
use std::process::Command;

const IMAGE_BYTES: u64 = 192 * 1024 * 1024;

/// Runs a program that must succeed; answers what it printed.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Whether images can be mounted here: root, and a loop device to be had.
pub fn available() -> bool {
    let succeeds = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    root && succeeds("losetup", &["-f"]) && succeeds("mkfs.ext4", &["-V"])
}

/// An empty file system in a file.
pub fn format(image: &Path) {
    std::fs::File::create(image).unwrap().set_len(IMAGE_BYTES).unwrap();
    run("mkfs.ext4", &["-q", "-F", path(image)]);
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A mounted image; unmounted when dropped.
pub struct Mounted {
    device: String,
    pub folder: PathBuf,
}

impl Mounted {
    /// Mounts an image, which lets ext4 replay its own journal as after a loss of power.
    pub fn mount(image: &Path, folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let device = run("losetup", &["-f", "--show", path(image)]);
        run("mount", &["-t", "ext4", &device, path(folder)]);
        Self { device, folder: folder.to_owned() }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        for (program, arguments) in
            [("umount", vec!["-l", path(&self.folder)]), ("losetup", vec!["-d", &self.device])]
        {
            let _ = Command::new(program).args(arguments).output();
        }
    }
}
