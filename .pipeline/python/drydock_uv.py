"""Runs uv, which does not read pip's settings, with the package index and the certificates that pip has here.

Usage: python drydock_uv.py UV [WORD...]
"""

import ast
import os
import subprocess
import sys

# What uv calls pip's settings, and by which names the user may have told uv itself.
NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
    "extra-index-url": ("UV_INDEX", "UV_EXTRA_INDEX_URL"),
    "cert": ("SSL_CERT_FILE",),
}


def pip_settings():
    """pip's settings by name: its files, then its variables, in the order in which later ones win."""
    command = [sys.executable, "-I", "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    pairs = [line.partition("=") for line in listed.splitlines()]
    order = ("global.", "install.", ":env:.")
    found = [(key, value) for start in order for key, _, value in pairs if key.startswith(start)]
    return {key.rpartition(".")[2]: ast.literal_eval(value) for key, value in found}


def main():
    env = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", **os.environ}
    for name, value in pip_settings().items():
        names = NAMES.get(name, ())
        if names and not any(env.get(one) for one in names):
            env[names[0]] = " ".join(value.split())
    os.execvpe(sys.argv[1], sys.argv[1:], env)


main()
