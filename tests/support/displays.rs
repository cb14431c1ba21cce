//! A desktop with two displays, of which one can be unplugged: an X server of its own, for the one of the tests has one.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// Displays that exist in memory only, side by side; the driver makes as many as are asked for.
const SETTINGS: &str = r#"
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AutoAddGPU" "false"
    Option "DontVTSwitch" "true"
EndSection
Section "Device"
    Identifier "memory"
    Driver "dummy"
    VideoRam 64000
EndSection
Section "Monitor"
    Identifier "any"
    HorizSync 1-2000
    VertRefresh 1-400
EndSection
Section "Screen"
    Identifier "screen"
    Device "memory"
    Monitor "any"
    DefaultDepth 24
EndSection
"#;
/// As the session of the tests has it: bare windows.
const MANAGER: &str = "<JWM><Group><Option>notitle</Option><Option>noborder</Option></Group></JWM>";
/// Pixels of either display: a size that the driver offers.
pub const SIZE: (u16, u16) = (1280, 960);

/// The desktop; it ends with this value.
pub struct TwoDisplays {
    server: Child,
    manager: Child,
    /// Its name, as `DISPLAY` has it.
    pub name: String,
}

impl TwoDisplays {
    /// Starts it; its files lie in `folder`.
    pub fn start(folder: &Path) -> TwoDisplays {
        let (settings, manager) = (folder.join("xorg.conf"), folder.join("jwm.xml"));
        fs::write(&settings, SETTINGS).expect("the settings can be written");
        fs::write(&manager, MANAGER).expect("the settings can be written");
        let mut server = Command::new("Xorg");
        server.args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-novtswitch", "-sharevts", "-keeptty"]);
        server.arg("-logfile").arg(folder.join("xorg.log")).arg("-config").arg(&settings);
        server.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = server.spawn().expect("Xorg starts (cargo xtask setup names it)");
        let mut number = String::new();
        let output = server.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut number).expect("the number of its display");
        let name = format!(":{}", number.trim());
        let mode = format!("{}x{}", SIZE.0, SIZE.1);
        xrandr(&name, &["--addmode", "DUMMY1", &mode]);
        xrandr(&name, &["--output", "DUMMY0", "--mode", &mode]);
        xrandr(&name, &["--output", "DUMMY1", "--mode", &mode, "--right-of", "DUMMY0"]);
        // Looks anew at what is connected: programs leave out a display that seemed not to be.
        xrandr(&name, &["--query"]);
        let manager = Command::new("jwm").args(["-display", &name, "-f"]).arg(&manager).stderr(Stdio::null()).spawn();
        TwoDisplays { server, manager: manager.expect("jwm starts"), name }
    }

    /// Pulls the plug of the second display.
    pub fn unplug(&self) {
        xrandr(&self.name, &["--output", "DUMMY1", "--off"]);
    }
}

impl Drop for TwoDisplays {
    fn drop(&mut self) {
        for child in [&mut self.manager, &mut self.server] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn xrandr(display: &str, arguments: &[&str]) {
    let done = Command::new("xrandr").args(["--display", display]).args(arguments).stdout(Stdio::null()).status();
    assert!(done.expect("xrandr starts (cargo xtask setup names it)").success(), "xrandr {arguments:?}");
}
