"""The `siplaunch` command: the Rust one, without its HTTP server."""

import signal
import sys

from siplaunch._native import run_command


def main() -> int:
    """Run the command with the arguments of this process and return its exit status."""
    # Python would only note the signal while Rust waits for input.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
