"""The machine and the versions that a run's figures are of."""

import os
import platform
import re
import subprocess

# Where nginx is on Debian, for users who are not root.
VARIABLES = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"}
INSTRUCTIONS = {"aes": "AES", "avx2": "AVX2", "avx512f": "AVX-512", "vaes": "VAES"}


def facts(target):
    """What, and its text."""
    python = target / "python-module/bin/python"
    return {
        "CPU": cpu(),
        "cores": str(len(os.sched_getaffinity(0))),
        "system": system(),
        "rustc": version("rustc", "--version"),
        "gcc": version("gcc", "-dumpfullversion"),
        "OpenSSL": version("openssl", "version"),
        "PHP": version("php", "--version"),
        "Perl": version("perl", "-v"),
        "Python": version(python, "--version"),
        "cryptography": version(python, "-c", "import cryptography; print(cryptography.__version__)"),
        "nginx": version("nginx", "-v"),
    }


def system():
    kernel, _, _ = platform.release().partition("-")
    return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {kernel}"


def load():
    """How many processes wanted a core in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def cpu():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = dict(re.split(r"\s*:\s*", line.strip(), maxsplit=1) for line in file if ":" in line)
    name, flags = found.get("model name", platform.machine()), found.get("flags", "").split()
    return ", ".join([name, *(label for flag, label in INSTRUCTIONS.items() if flag in flags)])


def version(*command):
    found = re.search(r"\d+(\.\d+)+\w*", output(*command))
    return found[0] if found else "not installed"


def output(*command):
    try:
        text = subprocess.check_output(command, stderr=subprocess.STDOUT, text=True, env=VARIABLES)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""
    return text.strip()
