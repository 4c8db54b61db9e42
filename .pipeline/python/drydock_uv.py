"""Run uv, which does not read pip's settings, with the package index and the certificates that pip uses here.

Usage: python drydock_uv.py UV [WORD...]
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys

# What uv calls pip's settings: the first name is set, unless the user has set any of them.
NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
    "extra-index-url": ("UV_INDEX", "UV_EXTRA_INDEX_URL"),
    "cert": ("SSL_CERT_FILE",),
}


def pip_settings() -> dict[str, str]:
    """Return pip's settings by name. Later ones win: its files, then its variables."""
    command = [sys.executable, "-I", "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    pairs = [line.partition("=") for line in listed.splitlines()]
    order = ("global.", "install.", ":env:.")
    found = [(key, value) for start in order for key, _, value in pairs if key.startswith(start)]
    return {key.rpartition(".")[2]: ast.literal_eval(value) for key, value in found}


def main() -> None:
    """Become uv, with the settings in its environment."""
    env = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", **os.environ}
    for name, value in pip_settings().items():
        names = NAMES.get(name, ())
        if names and not any(env.get(one) for one in names):
            env[names[0]] = " ".join(value.split())
    os.execvpe(sys.argv[1], sys.argv[1:], env)


main()
