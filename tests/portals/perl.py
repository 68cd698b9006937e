"""The Perl distribution that `make perl` installed."""

import subprocess

from portal import TARGET


def perl_library() -> str:
    """Return the folder with its modules."""
    command = ["perl", "-MConfig", "-e", "print $Config{installsitearch}"]
    return f"{TARGET}/perl/installed{subprocess.run(command, capture_output=True, text=True, check=True).stdout}"
