use std::path::PathBuf;

use anyhow::Result;

use crate::{key_file::KeyFile, output::Over, stderr};

/// Make a file with a new sealing key, or change the keys in one
///
/// Only its owner can read a new file, mode 0600. In a folder with the set-group-ID bit, such as the package's
/// /etc/siplaunch, the folder's group can read it too, mode 0640. A changed file keeps its owner, group and mode. A file
/// is written whole or not at all.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch keygen /etc/siplaunch/keys.toml
  siplaunch keygen --add /etc/siplaunch/keys.toml
  siplaunch keygen --remove 0 /etc/siplaunch/keys.toml

To rotate keys:
  1. Make the new file: cp --preserve keys.toml keys.new; siplaunch keygen --add keys.new
  2. Copy keys.new over the key file of every launch handler, and send serve SIGHUP.
  3. Copy it over the key file of every portal: the new key seals from now on.
  4. When the last old link has expired, --remove the old key and copy the file again.")]
pub(crate) struct Args {
    /// Key file
    file: PathBuf,
    /// Add a key to the file and make it the current one
    #[arg(long)]
    add: bool,
    /// Remove the key with this id from the file
    #[arg(long, value_name = "ID", conflicts_with = "add")]
    remove: Option<u8>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let is_change = args.add || args.remove.is_some();
    let mut keys = if is_change { KeyFile::read(&args.file)? } else { KeyFile::generate()? };
    let added = if args.add { Some(keys.add()?) } else { None };
    if let Some(id) = args.remove {
        keys.remove(id)?;
    }
    keys.write(&args.file, if is_change { Over::FileOfOwner } else { Over::Nothing("use --add to add a key to it") })?;
    let file = args.file.display();
    if let Some(id) = added {
        stderr::say(format_args!("added key {id} to {file}; it is the current one"));
    }
    if let Some(id) = args.remove {
        stderr::say(format_args!("removed key {id} from {file}"));
    }
    Ok(())
}
