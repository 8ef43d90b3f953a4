#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes the test certificates in a folder: root -> intermediate -> leaf, good and bad. `pki.py FOLDER` does it by hand.

    ca.pem, ca-rsa.pem     the ECDSA P-256 and the RSA-2048 root; ca-all.pem holds both
    NAME.pem, NAME.key     one of LEAVES: leaf and intermediate, and the leaf's key

Done again on the same folder it only looks whether the set is still fresh. The keys of root and intermediate are not kept.
"""

import datetime
import fcntl
import ipaddress
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

GOOD_NAMES = ["localhost", "api.sim.test", "edge.sim.test"]
GOOD_ADDRESSES = ["127.0.0.1", "10.0.2.2", "10.0.2.100"]    # the last two: the host as QEMU's user network shows it
LEAVES = ("ecdsa", "rsa", "wrong-host", "expired", "not-yet", "unknown-ca", "forged-ca", "no-intermediate")
ROOTS = {"rsa": "ca-rsa.pem"}                                # every other leaf belongs to ca.pem
EDITION = 1                                                  # raise it when the set changes
FRESH_DAYS = 90
STAMP = "made.json"


@dataclass
class Identity:
    """A certificate with its key."""
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def make(folder) -> Path:
    """Makes the set unless a fresh one is there; several processes may ask at once."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_fresh(folder):
            _write_set(folder)
    return folder


def root_file(folder, leaf: str) -> Path:
    """The trust anchor a client needs (or believes it needs) for this leaf."""
    return Path(folder) / ROOTS.get(leaf, "ca.pem")


def _now():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def _days(count):
    return _now() + datetime.timedelta(days=count)


def _is_fresh(folder):
    try:
        stamp = json.loads((folder / STAMP).read_text())
        made = datetime.datetime.fromisoformat(stamp["made"])
    except (OSError, ValueError, KeyError):
        return False
    return stamp.get("edition") == EDITION and abs(_now() - made) < datetime.timedelta(days=FRESH_DAYS)


def _write_set(folder):
    (folder / STAMP).unlink(missing_ok=True)
    root, issuer = _authority("Sim API", new_ec_key)
    rsa_root, rsa_issuer = _authority("Sim API RSA", new_rsa_key)
    _, stranger = _authority("Somebody Else", new_ec_key)
    _, forger = _authority("Sim API", new_ec_key)            # the same names as the real ones, other keys

    _write_leaf(folder, "ecdsa", new_ec_key(), issuer)
    _write_leaf(folder, "rsa", new_rsa_key(), rsa_issuer)
    _write_leaf(folder, "wrong-host", new_ec_key(), issuer, names=["other.sim.test"], addresses=[])
    _write_leaf(folder, "expired", new_ec_key(), issuer, valid=(_days(-60), _days(-1)))
    _write_leaf(folder, "not-yet", new_ec_key(), issuer, valid=(_days(730), _days(1095)))
    _write_leaf(folder, "unknown-ca", new_ec_key(), stranger)
    _write_leaf(folder, "forged-ca", new_ec_key(), forger)
    _write_leaf(folder, "no-intermediate", new_ec_key(), issuer, whole_chain=False)

    (folder / "ca.pem").write_bytes(pem(root))
    (folder / "ca-rsa.pem").write_bytes(pem(rsa_root))
    (folder / "ca-all.pem").write_bytes(pem(root) + pem(rsa_root))
    (folder / STAMP).write_text(json.dumps({"edition": EDITION, "made": _now().isoformat()}))


def new_ec_key():
    return ec.generate_private_key(ec.SECP256R1())


def new_rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(identity: Identity) -> bytes:
    return identity.certificate.public_bytes(serialization.Encoding.PEM)


def _authority(name, new_key):
    """A root and an intermediate under it."""
    root_key = new_key()
    root = Identity(_sign(f"{name} Root", root_key, None, root_key, _ca_extensions(1), _days(-2), _days(3650)), root_key)
    key = new_key()
    certificate = _sign(f"{name} Intermediate", key, root, root_key, _ca_extensions(0), _days(-2), _days(3000))
    return root, Identity(certificate, key)


def _write_leaf(folder, file_name, key, issuer, names=GOOD_NAMES, addresses=GOOD_ADDRESSES, valid=None, whole_chain=True):
    begin, end = valid or (_days(-1), _days(397))
    certificate = _sign(names[0], key, issuer, issuer.key, _leaf_extensions(names, addresses), begin, end)
    chain = pem(Identity(certificate, key)) + (pem(issuer) if whole_chain else b"")
    (folder / f"{file_name}.pem").write_bytes(chain)
    _write_key(folder / f"{file_name}.key", key)


def _write_key(path, key):
    data = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def _usage(**on):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: on.get(name, False) for name in names})


def _ca_extensions(path_length):
    return [(x509.BasicConstraints(ca=True, path_length=path_length), True),
            (_usage(key_cert_sign=True, crl_sign=True), True)]


def _leaf_extensions(names, addresses):
    alternatives = [x509.DNSName(name) for name in names]
    alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    return [(x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(digital_signature=True, key_encipherment=True), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
            (x509.SubjectAlternativeName(alternatives), False)]


def _sign(name, key, issuer, issuer_key, extensions, begin, end):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
               .issuer_name(issuer.certificate.subject if issuer else subject)
               .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end))
    extensions = [*extensions, (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
                  (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)]
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256())


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    print(make(sys.argv[1]))
