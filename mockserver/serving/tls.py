"""The certificate that the server shows: the user's own, or one for development, made once and kept; knows no socket."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import ssl
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from mockserver.settings import BadSetting, Settings, cache_folder
from mockserver.state.clock import machine_time

HERE = ("localhost", "127.0.0.1", "::1")
LIFE = timedelta(days=397)
"""How long a development certificate is good; browsers take none that is good for much longer."""
LEAST = timedelta(days=7)
"""One that is good for less than this is made anew."""
WHOLE = ("authority.pem", "certificate.pem", "key.pem")


@dataclass(frozen=True)
class Certificate:
    """Files in PEM form.

    Attributes:
        file: the certificate, and those that vouch for it.
        key: its private key.
        authority: whom clients have to trust; None where that is the user's business.
    """

    file: Path
    key: Path
    authority: Path | None = None


def certificate(settings: Settings, vendors: tuple[str, ...] = ()) -> Certificate | None:
    """The certificate to serve with, or None where there is to be no TLS.

    Args:
        settings: which one is wanted.
        vendors: their names; each is below localhost, too.

    Raises:
        BadSetting: it cannot be used, or none can be made.
    """
    given = settings.tls_cert
    if given is None and settings.tls_key is not None:
        raise BadSetting(f"--tls-key {settings.tls_key}: --tls-cert is missing")
    if given is not None and settings.tls:
        raise BadSetting(f"--tls makes a certificate, --tls-cert {given} names one: choose one of them")
    if given is None:
        return development(settings, vendors) if settings.tls else None
    key = settings.tls_key or given
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(given, key, lambda: "")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) else None
        raise BadSetting(
            f"--tls-cert {given}, --tls-key {key}: {reason or 'no certificate with its private key'}"
        ) from None
    return Certificate(given, key)


def development(settings: Settings, vendors: tuple[str, ...]) -> Certificate:
    """A certificate for this machine, from an authority that vouches for nothing else: its own key is thrown away.

    Raises:
        BadSetting: what makes it is not installed, or nothing can be kept.
    """
    names = [*HERE, *(f"{each}.localhost" for each in sorted(vendors)), settings.host, *settings.allowed_host]
    names = [each for each in dict.fromkeys(names) if each not in ("0.0.0.0", "::")]  # noqa: S104 - no machine's name
    kept = cache_folder() / "tls" / hashlib.sha256(" ".join(names).encode()).hexdigest()[:12]
    try:
        if not _good(kept):
            _make(kept, names)
    except ImportError:
        raise BadSetting(
            "--tls: trustme must be there: pip install 'mocksrv[tls]'; or give --tls-cert and --tls-key"
        ) from None
    except OSError as error:
        raise BadSetting(f"--tls: {kept}: {error.strerror}; give --tls-cert and --tls-key") from None
    authority, file, key = (kept / name for name in WHOLE)
    return Certificate(file, key, authority)


def _good(folder: Path) -> bool:
    """Whether a certificate is there, and good for a while."""
    from cryptography.x509 import load_pem_x509_certificate

    if not all((folder / name).is_file() for name in WHOLE):
        return False
    with contextlib.suppress(ValueError):
        found = load_pem_x509_certificate((folder / "certificate.pem").read_bytes())
        return found.not_valid_after_utc > machine_time() + LEAST
    return False


def _make(folder: Path, names: list[str]) -> None:
    """Make a certificate, all of it or nothing: another server may be about to do the same."""
    import trustme

    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    authority = trustme.CA(organization_name="mockserver", organization_unit_name="development")
    shown = authority.issue_cert(*names, common_name="localhost", not_after=machine_time() + LIFE)
    contents = (
        authority.cert_pem.bytes(),
        b"".join(each.bytes() for each in shown.cert_chain_pems),
        shown.private_key_pem.bytes(),
    )
    for name, content in zip(WHOLE, contents, strict=True):
        (made / name).touch(mode=0o600)
        (made / name).write_bytes(content)
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(FileExistsError):
        os.rename(made, folder)  # noqa: PTH104 - refuses a folder that has been filled meanwhile
