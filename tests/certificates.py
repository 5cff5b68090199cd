"""Certificates for a mail server on loopback, made by `openssl`: a sound one, and one for every fault."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

OPENSSL = shutil.which("openssl")
SIGNER = """
[ca]
default_ca = own
[own]
dir = .
database = $dir/index.txt
new_certs_dir = $dir
rand_serial = yes
default_md = sha256
policy = any
email_in_dn = no
[any]
commonName = supplied
[for_server]
subjectAltName = {name}
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, keyCertSign
subjectKeyIdentifier = hash
"""


@dataclass(frozen=True)
class Certificate:
    """A certificate that vouches for itself, and its key, as files (PEM)."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """How a server shows it."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make(folder: Path, name: str = "IP:127.0.0.1", until: str = "20991231000000Z") -> Certificate:
    """A certificate for the host `name`, valid until then."""
    folder.mkdir()
    (folder / "index.txt").touch()
    (folder / "signer.cnf").write_text(SIGNER.format(name=name))
    curve, dates = "ec_paramgen_curve:prime256v1", f"-startdate 20200101000000Z -enddate {until}"
    signer = "-batch -notext -selfsign -config signer.cnf -extensions for_server"
    _openssl(folder, f"req -new -newkey ec -pkeyopt {curve} -nodes -keyout key -out asked -subj /CN=x")
    _openssl(folder, f"ca {signer} -in asked -out own -keyfile key {dates}")
    return Certificate(folder / "own", folder / "key")


def _openssl(folder: Path, words: str) -> None:
    subprocess.run([str(OPENSSL), *words.split()], cwd=folder, check=True, capture_output=True)
