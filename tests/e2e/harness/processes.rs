//! The processes of a browser, found by the folder they work in.

use std::process::Command;

use super::profile::Profile;

/// Ends every process of the browser at once, as a power cut would. Says how many there were.
pub fn kill_the_browser_of(profile: &Profile) -> usize {
    // With a slash at the end: the tenth profile's name begins with the first one's.
    let folder = format!("{}/", profile.folder().display());
    let found = with_command_line(&folder);
    if !found.is_empty() {
        let ids = found.join(" ");
        let _ = Command::new("sh").args(["-c", &format!("kill -9 {ids} 2>/dev/null")]).status();
    }
    found.len()
}

fn with_command_line(part: &str) -> Vec<String> {
    let own = std::process::id().to_string();
    let all = from_proc().or_else(from_ps).unwrap_or_default();
    all.into_iter()
        .filter(|(id, line)| line.contains(part) && *id != own)
        .map(|(id, _)| id)
        .collect()
}

fn from_proc() -> Option<Vec<(String, String)>> {
    let entries = std::fs::read_dir("/proc").ok()?;
    let all = entries.flatten().filter_map(|entry| {
        let id = entry.file_name().into_string().ok()?;
        id.parse::<u32>().ok()?;
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        Some((id, String::from_utf8_lossy(&line).into_owned()))
    });
    Some(all.collect())
}

fn from_ps() -> Option<Vec<(String, String)>> {
    let output = Command::new("ps").args(["-axww", "-o", "pid=,command="]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let all = text.lines().filter_map(|line| line.trim().split_once(' '));
    Some(all.map(|(id, line)| (id.to_owned(), line.to_owned())).collect())
}
