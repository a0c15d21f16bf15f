"""aiosmtpd on 127.0.0.1: 3961 STARTTLS + AUTH (alice / lab-password), 3962 LMTP. Argument: folder of the CA."""
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import AuthResult

ca = sys.argv[1]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{ca}/mxchain.pem", f"{ca}/mx.key")


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"alice" and data.password == b"lab-password", handled=False)


class Lmtp(Controller):
    def factory(self):
        return LMTP(self.handler, **self.SMTP_kwargs)


Controller(Sink(), hostname="127.0.0.1", port=3961, tls_context=context, authenticator=authenticate,
           enable_SMTPUTF8=True, server_hostname="aiosmtpd.lab.example").start()
Lmtp(Sink(), hostname="127.0.0.1", port=3962, server_hostname="aiosmtpd.lab.example").start()
while True:
    time.sleep(3600)
