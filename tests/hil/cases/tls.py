# SPDX-License-Identifier: MIT
"""Protocol versions and certificates."""

from . import cannot_tell, case, is_member


@case("TLS 1.2 alone is enough", tls="1.2")
def _(b):
    outcome = b.check()
    is_member(outcome)
    assert outcome.report["tls"] == "1.2"


@case("TLS 1.3 alone is enough", tls="1.3")
def _(b):
    outcome = b.check()
    is_member(outcome)
    assert outcome.report["tls"] == "1.3"


@case("an RSA chain is verified in TLS 1.2", tls="1.2", certificate="rsa")
def _(b):
    is_member(b.check())


@case("an RSA chain is verified in TLS 1.3", tls="1.3", certificate="rsa")
def _(b):
    is_member(b.check())


@case("a forged chain with the right names is not trusted", certificate="forged-ca")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_untrusted", "certificate_bad")


@case("a chain to an unknown root is not trusted", certificate="unknown-ca")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_untrusted")


@case("a certificate of another host is refused", certificate="wrong-host")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_wrong_name")


@case("an expired certificate is refused", certificate="expired")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_expired")


@case("a certificate that is not yet valid is refused", certificate="not-yet")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_not_yet_valid")
