#!/usr/bin/env python3
"""A hostile SMTP server for loopback: one port per behaviour.

  server.py --list                        names, kinds
  server.py --base 21000 [--log DIR]      listens on 127.0.0.1:BASE+i for every behaviour, prints NAME PORT KIND
  server.py --only NAME --port N          one behaviour

KIND says which client script shows the behaviour: plain, tls (EHLO STARTTLS EHLO ...), smtps, auth, data (with a large
message), early (nothing beyond the greeting matters).  With --log, what was sent on each connection goes to
DIR/NAME.N.sent (plain text), .sent-tls (under TLS) and what was received to DIR/NAME.N.got.
Only needs the standard library and `cryptography`; pyOpenSSL for renegotiation.
"""
import argparse, asyncio, base64, datetime, hashlib, os, socket, ssl, struct, sys, tempfile

CRLF = b"\r\n"
LOG = None
CERTS = os.environ.get("HOSTILE_CERTS") or tempfile.mkdtemp(prefix="hostile-certs-")

# ------------------------------------------------------------------ certificates, DER by hand so that anything goes

def der(tag, body):
    n = len(body)
    if n < 128: return bytes([tag, n]) + body
    l = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(l)]) + l + body

def seq(*parts): return der(0x30, b"".join(parts))
def oid(text):
    a = [int(x) for x in text.split(".")]
    out = [40 * a[0] + a[1]]
    for v in a[2:]:
        s = [v & 127]; v >>= 7
        while v: s.insert(0, v & 127 | 128); v >>= 7
        out += s
    return der(6, bytes(out))
def integer(n): return der(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))
def name(*rdns):
    "rdns: (oid, tag, octets)"
    return seq(*[der(0x31, seq(oid(o), der(t, v))) for o, t, v in rdns])
UTF8, PRINTABLE, BMP, T61, UNIVERSAL, IA5 = 0x0C, 0x13, 0x1E, 0x14, 0x1C, 0x16
CN, O, OU = "2.5.4.3", "2.5.4.10", "2.5.4.11"
def cn(text, tag=UTF8): return name((CN, tag, text if isinstance(text, bytes) else text.encode()))
def utctime(s): return der(0x17, s.encode())
def gentime(s): return der(0x18, s.encode())

class Key:
    def __init__(self):
        from cryptography.hazmat.primitives.asymmetric import ec
        self.k = ec.generate_private_key(ec.SECP256R1())
    def spki(self):
        from cryptography.hazmat.primitives import serialization as s
        return self.k.public_key().public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
    def pem(self):
        from cryptography.hazmat.primitives import serialization as s
        return self.k.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
    def sign(self, data):
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        return self.k.sign(data, ec.ECDSA(hashes.SHA256()))

ECDSA_SHA256 = seq(oid("1.2.840.10045.4.3.2"))
serial = 1000

def ext(o, value, critical=False):
    return seq(oid(o), *( [der(1, b"\xff")] if critical else []), der(4, value))
def san(names):
    "names: (tag, octets); 0x82 DNS, 0x81 mail, 0x86 URI, 0x87 IP"
    return ext("2.5.29.17", seq(*[der(t, v) for t, v in names]))

def certificate(subject, key, issuer=None, issuer_key=None, names=None, nb=None, na=None, ca=False, extra=()):
    global serial
    serial += 1
    nb = nb or utctime("250101000000Z")
    na = na or utctime("300101000000Z")
    exts = [ext("2.5.29.19", seq(der(1, b"\xff")) if ca else seq(), True)]
    if names: exts.append(san(names))
    exts += list(extra)
    tbs = seq(der(0xA0, integer(2)), integer(serial), ECDSA_SHA256, issuer or subject, seq(nb, na), subject, key.spki(),
              der(0xA3, seq(*exts)))
    return seq(tbs, ECDSA_SHA256, der(3, b"\0" + (issuer_key or key).sign(tbs)))

def pem(d):
    b = base64.b64encode(d).decode()
    return "-----BEGIN CERTIFICATE-----\n" + "\n".join(b[i:i+64] for i in range(0, len(b), 64)) + "\n-----END CERTIFICATE-----\n"

LOCAL = [(0x82, b"localhost"), (0x87, bytes([127, 0, 0, 1]))]
ESC = b"\x1b]0;OWNED\x07\x1b]52;c;T1dORUQ=\x07\x1b[2J\x1b[31mRED"
EVIL_TEXT = ESC + b"\x00\x9b31m\xc2\x9b2J\xe2\x80\xaeRTL\xe2\x80\x8bZW"
EVIL_UTF8 = "\x1b]0;OWNED\x07\x1b[2J\u009b31m\u202eRTL\u200bZW\u2028LS".encode()

def make_certs():
    "name -> (pem file with key and chain)"
    out = {}
    def put(label, key, *ders):
        p = os.path.join(CERTS, label + ".pem")
        with open(p, "w") as f:
            f.write(key.pem().decode()); f.write("".join(pem(d) for d in ders))
        out[label] = p
    k = Key()
    put("good", k, certificate(cn("localhost"), k, names=LOCAL))
    put("escape", k, certificate(name((CN, UTF8, EVIL_UTF8), (O, UTF8, EVIL_UTF8), (OU, UTF8, b"a\nb\r\nS: 250 forged")), k,
        issuer=name((CN, UTF8, EVIL_UTF8 + b"issuer")), names=LOCAL + [(0x82, ESC), (0x81, ESC), (0x86, b"http://x/\x1b[2J"), (0x82, b"a\nDNS:forged.example"), (0x82, "\u202eevil".encode())]))
    put("escape-t61", k, certificate(name((CN, T61, EVIL_TEXT), (O, PRINTABLE, ESC), (OU, IA5, ESC)), k, names=[(0x82, EVIL_TEXT)]))
    put("nul", k, certificate(cn(b"localhost\0.evil.example"), k, names=[(0x82, b"localhost\0.evil.example")]))
    put("bmp", k, certificate(cn("m\u00fcller \u202e\u001b[2J.example".encode("utf-16-be"), BMP), k, names=LOCAL))
    put("bmp-odd", k, certificate(cn(b"\0a\0b\0", BMP), k, names=LOCAL))
    put("universal", k, certificate(cn("mx \U0001F600".encode("utf-32-be"), UNIVERSAL), k, names=LOCAL))
    put("utf8", k, certificate(cn("пошта.example 日本 e\u0301\u0301\u0301 😀"), k, names=LOCAL))
    put("utf8-bad", k, certificate(cn(b"\xff\xfe\xc0\x80\xed\xa0\x80"), k, names=[(0x82, b"\xff\xc0\x80")]))
    put("empty-names", k, certificate(name(), k, names=[(0x82, b"")]))
    put("san200", k, certificate(cn("localhost"), k, names=[(0x82, b"host-%04d.a-rather-long-name.example" % i) for i in range(199)] + LOCAL))
    put("huge", k, certificate(cn("localhost"), k, names=[(0x82, b"host-%05d.a-rather-long-name.example" % i) for i in range(2200)] + LOCAL))
    put("huge-cn", k, certificate(cn(b"A" * 30000 + b"END"), k, names=LOCAL))
    put("many-rdn", k, certificate(name(*[(OU, UTF8, b"unit %d" % i) for i in range(1000)]), k, names=LOCAL))
    put("year0", k, certificate(cn("localhost"), k, names=LOCAL, nb=gentime("00000101000000Z"), na=gentime("00000102000000Z")))
    put("year9999", k, certificate(cn("localhost"), k, names=LOCAL, na=gentime("99991231235959Z")))
    put("future", k, certificate(cn("localhost"), k, names=LOCAL, nb=gentime("99980101000000Z"), na=gentime("99991231235959Z")))
    put("time-garbage", k, certificate(cn("localhost"), k, names=LOCAL, nb=utctime("999999999999Z"), na=gentime("20261399256199Z")))
    put("backwards", k, certificate(cn("localhost"), k, names=LOCAL, nb=utctime("300101000000Z"), na=utctime("200101000000Z")))
    keys = [Key() for _ in range(51)]
    chain = []
    for i in range(51):
        issuer = i + 1 if i < 50 else i
        chain.append(certificate(cn("localhost" if i == 0 else "CA %d" % i), keys[i], cn("CA %d" % issuer), keys[issuer], LOCAL if i == 0 else None, ca=i > 0))
    put("chain50", keys[0], *chain)
    return out

CERT = None
def cert(label):
    global CERT
    if CERT is None:
        CERT = make_certs()
    return CERT[label]

def context(label="good", **kw):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(cert(label))
    if kw.get("tls12"): c.maximum_version = ssl.TLSVersion.TLSv1_2
    if kw.get("ciphers"): c.set_ciphers(kw["ciphers"])
    if kw.get("client_cert"):
        c.verify_mode = ssl.CERT_REQUIRED
        c.load_verify_locations(cert("good"))
    return c

# ------------------------------------------------------------------ a connection

class Gone(Exception): pass

class Conn:
    def __init__(self, reader, writer, label, number):
        self.r, self.w = reader, writer
        self.tls = None
        self.buf = b""
        self.label = label
        self.split = None
        self.files = {}
        self.number = number
        self.sock = writer.get_extra_info("socket")
        try: self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError: pass
        self.logged = {}
    def log(self, kind, data):
        if not LOG: return
        n = self.logged.get(kind, 0)
        if n > 4 << 20: return
        self.logged[kind] = n + len(data)
        f = self.files.get(kind)
        if f is None:
            f = self.files[kind] = open(os.path.join(LOG, "%s.%d.%s" % (self.label, self.number, kind)), "ab", 0)
        f.write(data)
    async def raw(self, data):
        try:
            self.w.write(data)
            await self.w.drain()
        except (ConnectionError, OSError): raise Gone()
    async def send(self, data):
        if isinstance(data, str): data = data.encode()
        if self.tls:
            self.log("sent-tls", data)
            self.tls.write(data)
            await self.pump()
        else:
            self.log("sent", data)
            await self.raw(data)
    async def pump(self):
        out = self.out.read()
        if not out: return
        if self.split:
            for i in range(0, len(out), self.split):
                await self.raw(out[i:i + self.split]); await asyncio.sleep(self.split_pause)
        else: await self.raw(out)
    async def recv(self):
        try: d = await self.r.read(65536)
        except (ConnectionError, OSError): raise Gone()
        return d
    async def fill(self):
        "more plain octets; False: the end"
        if self.tls:
            # What came in one packet with the end of the handshake.
            try:
                p = self.tls.read(65536)
                if not p: return False
                self.log("got-tls", p); self.buf += p; return True
            except ssl.SSLWantReadError: pass
            except ssl.SSLError: return False
        while True:
            d = await self.recv()
            if not d: return False
            if not self.tls:
                self.log("got", d); self.buf += d; return True
            self.inp.write(d)
            got = False
            while True:
                try:
                    p = self.tls.read(65536)
                    if not p: return got
                    self.log("got-tls", p); self.buf += p; got = True
                except ssl.SSLWantReadError: break
                except ssl.SSLError: return got
            await self.pump()
            if got: return True
    async def line(self):
        while b"\n" not in self.buf:
            if len(self.buf) > 1 << 22: self.buf = b""
            if not await self.fill(): return None
        l, self.buf = self.buf.split(b"\n", 1)
        return l.rstrip(b"\r")
    async def start_tls(self, ctx, split=None, pause=0.001):
        self.inp, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        if self.buf: self.inp.write(self.buf); self.buf = b""
        t = ctx.wrap_bio(self.inp, self.out, server_side=True)
        self.split, self.split_pause = split, pause
        while True:
            try:
                t.do_handshake(); break
            except ssl.SSLWantReadError:
                await self.pump()
                d = await self.recv()
                if not d: raise Gone()
                self.inp.write(d)
            except ssl.SSLError:
                await self.pump(); raise Gone()
        await self.pump()
        self.tls = t
    def rst(self):
        try: self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError: pass
        self.w.transport.abort()
        raise Gone()
    def half_close(self):
        try: self.w.write_eof()
        except OSError: pass
    async def until_gone(self, limit=600):
        end = asyncio.get_running_loop().time() + limit
        while asyncio.get_running_loop().time() < end:
            if not await self.fill(): return
            self.buf = b""

EHLO = b"250-hostile.example\r\n250-PIPELINING\r\n250-SIZE 500000000\r\n250-8BITMIME\r\n250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2\r\n250-STARTTLS\r\n250 ENHANCEDSTATUSCODES\r\n"

async def serve(c, greet=b"220 hostile.example ESMTP\r\n", **h):
    """An ordinary server, with what is given by verb instead of its own answer: octets, or a coroutine function of c and
    the line; one that returns False ends the conversation."""
    async def do(key, default, line=b""):
        what = h.get(key, default)
        if callable(what): return await what(c, line)
        if what is not None: await c.send(what)
        return True
    if callable(greet):
        if await greet(c) is False: return
    elif greet: await c.send(greet)
    n = 0
    while True:
        line = await c.line()
        if line is None: return
        n += 1
        if "any" in h:
            if await h["any"](c, line, n) is False: return
            continue
        up = line.upper()
        verb = up.split(b" ")[0].split(b":")[0].decode("latin-1")
        if verb == "EHLO": r = await do("ehlo", EHLO, line)
        elif verb == "HELO": r = await do("helo", b"250 hostile.example\r\n", line)
        elif verb == "MAIL": r = await do("mail", b"250 2.1.0 Ok\r\n", line)
        elif verb == "RCPT": r = await do("rcpt", b"250 2.1.5 Ok\r\n", line)
        elif verb == "DATA":
            r = await do("data", b"354 go ahead\r\n", line)
            if r is not False and h.get("text", True):
                while True:
                    l = await c.line()
                    if l is None: return
                    if l == b".": break
                r = await do("dot", b"250 2.0.0 queued as 1\r\n", line)
        elif verb == "STARTTLS":
            r = await do("starttls", starttls(), line)
        elif verb == "AUTH":
            r = await do("auth", b"235 2.7.0 ok\r\n", line)
        elif verb == "RSET": r = await do("rset", b"250 2.0.0 Ok\r\n", line)
        elif verb == "NOOP": r = await do("noop", b"250 2.0.0 Ok\r\n", line)
        elif verb == "QUIT":
            r = await do("quit", b"221 2.0.0 Bye\r\n", line)
            if r is not False: return
        else: r = await do("other", b"502 5.5.2 what?\r\n", line)
        if r is False: return

def starttls(label="good", before=b"220 2.0.0 go\r\n", split=None, pause=0.001, **kw):
    async def go(c, line):
        await c.send(before)
        await c.start_tls(context(label, **kw), split, pause)
    return go

B = {}
def behaviour(name, kind="plain"):
    def put(f): B[name] = (kind, f); return f
    return put
def simple(label, kind="plain", **h): B[label] = (kind, lambda c: serve(c, **h))

# ------------------------------------------------------------------ greetings

@behaviour("greeting-never", "early")
async def _(c): await c.until_gone()
@behaviour("greeting-bytewise")
async def _(c):
    async def greet(c):
        for b in b"220 hostile.example ESMTP byte by byte\r\n":
            await c.send(bytes([b])); await asyncio.sleep(0.02)
    await serve(c, greet)
@behaviour("greeting-drip", "early")
async def _(c):
    while True:
        await c.send(b"2"); await asyncio.sleep(1)
@behaviour("greeting-1gb-no-newline", "early")
async def _(c):
    block = b"2" * 65536
    for _ in range(16384): await c.raw(block)
@behaviour("greeting-1gb-lines", "early")
async def _(c):
    block = (b"220-" + b"x" * 120 + b"\r\n") * 512
    for _ in range(16384): await c.raw(block)
@behaviour("greeting-endless-short-lines", "early")
async def _(c):
    block = b"220 x\r\n" * 9000
    for _ in range(800): await c.raw(block)
@behaviour("greeting-empty-lines-flood", "early")
async def _(c):
    block = b"\r\n" * 32000
    for _ in range(100): await c.raw(block)
simple("greeting-550", greet=b"550 5.7.1 no\r\n")
simple("greeting-421-close", "early", greet=b"421 4.3.2 too busy\r\n", any=lambda c, l, n: asyncio.sleep(0, False))
simple("greeting-code-000", greet=b"000 zero\r\n")
simple("greeting-code-999", greet=b"999 nine\r\n")
simple("greeting-code-negative", greet=b"-220 minus\r\n")
simple("greeting-code-1yz", greet=b"120 wait\r\n")
simple("greeting-code-2digits", greet=b"22 two\r\n")
simple("greeting-code-4digits", greet=b"2200 four\r\n")
simple("greeting-code-unicode-digits", greet="２２０ fullwidth\r\n".encode())
simple("greeting-empty-lines", greet=b"\r\n\r\n\r\n220 hello\r\n")
simple("greeting-only-lf", greet=b"220 hello\n")
simple("greeting-only-cr", "early", greet=b"220 hello\r")
simple("greeting-nul", greet=b"220 he\0llo\0\r\n")
simple("greeting-escape", greet=b"220 " + ESC + b"\r\n")
simple("greeting-binary", "early", greet=bytes(range(256)) * 8 + b"\r\n220 ok\r\n")
simple("greeting-http", greet=b"HTTP/1.1 400 Bad Request\r\n\r\n<html>\r\n")
simple("greeting-pop3", greet=b"+OK POP3 ready\r\n")
simple("greeting-tls-alert", "early", greet=b"\x15\x03\x01\x00\x02\x02\x46")
simple("greeting-twice", greet=b"220 one\r\n220 two\r\n")
@behaviour("greeting-close", "early")
async def _(c): return
@behaviour("greeting-half-line-close", "early")
async def _(c): await c.send(b"220-par")
@behaviour("greeting-rst", "early")
async def _(c): c.rst()
@behaviour("greeting-half-line-rst", "early")
async def _(c): await c.send(b"220-half"); await asyncio.sleep(0.2); c.rst()
@behaviour("half-close-after-greeting")
async def _(c):
    await c.send(b"220 half\r\n"); c.half_close(); await c.until_gone(30)
@behaviour("half-close-before-greeting", "early")
async def _(c):
    c.half_close(); await c.until_gone(30)
@behaviour("urgent-data")
async def _(c):
    await c.send(b"220 oob\r\n")
    try: socket.socket(fileno=os.dup(c.sock.fileno())).send(b"!", socket.MSG_OOB)
    except OSError: pass
    await serve(c, None)

# ------------------------------------------------------------------ replies

@behaviour("ehlo-endless-continuation")
async def _(c):
    async def flood(c, line):
        block = b"250-X-ENDLESS\r\n" * 4000
        for _ in range(4000): await c.raw(block)
    await serve(c, ehlo=flood)
@behaviour("ehlo-endless-slow")
async def _(c):
    async def flood(c, line):
        while True: await c.send(b"250-X-SLOW\r\n"); await asyncio.sleep(0.5)
    await serve(c, ehlo=flood)
simple("ehlo-100000-lines", ehlo=b"".join(b"250-X-KEY%d value\r\n" % i for i in range(100000)) + b"250 END\r\n")
simple("ehlo-4095-lines", ehlo=b"".join(b"250-X-KEY%d value\r\n" % i for i in range(4094)) + b"250 END\r\n")
simple("ehlo-line-60000", ehlo=b"250-hostile.example\r\n250-X-" + b"L" * 60000 + b"\r\n250 END\r\n")
simple("ehlo-line-10mb", ehlo=b"250-hostile.example\r\n250-X-" + b"L" * 10_000_000 + b"\r\n250 END\r\n")
simple("ehlo-code-change", ehlo=b"250-one\r\n251-two\r\n550-three\r\n250 four\r\n")
simple("ehlo-code-change-last", ehlo=b"250-one\r\n250-two\r\n550 three\r\n")
simple("ehlo-bad-keywords", ehlo=b"250-hostile.example\r\n250-\r\n250- \r\n250--\r\n250-=\r\n250-AUTH=PLAIN\r\n250-AUTH\r\n250-SIZE\r\n250-SIZE -1\r\n250-SIZE 99999999999999999999999999\r\n250-LIMITS RCPTMAX=999999999999999999999 MAILMAX=-1\r\n250 X\r\n")
simple("ehlo-escape", ehlo=b"250-hostile\x1b[2J.example\r\n250-X" + ESC + b"\r\n250-AUTH PL\x1b]0;OWNED\x07AIN\r\n250 SIZE \x1b[2J\r\n")
simple("reply-000", mail=b"000 zero\r\n")
simple("reply-999", mail=b"999 nine\r\n")
simple("reply-negative", mail=b"-250 minus\r\n")
simple("reply-100", mail=b"100 continue\r\n")
simple("reply-299", mail=b"299 two\r\n")
simple("reply-empty-line", mail=b"\r\n")
simple("reply-empty-lines-inside", mail=b"250-a\r\n\r\n\r\n250 b\r\n")
simple("reply-text-missing", mail=b"250\r\n")
simple("reply-tab", mail=b"250\tOk\r\n")
simple("reply-nul", mail=b"250 2.1.0 a\0b\r\n")
simple("reply-all-nul", mail=b"\0" * 5000 + b"\r\n")
simple("reply-bare-cr", mail=b"250 over\rwritten\r\n")
simple("reply-crcrlf", mail=b"250 Ok\r\r\n")
simple("reply-lf-only", mail=b"250-a\n250 b\n")
simple("reply-leading-space", mail=b" 250 Ok\r\n")
simple("reply-dash-mid", mail=b"250-first\r\nmiddle without code\r\n250 last\r\n")
simple("osc52", mail=b"250 \x1b]52;c;T1dORUQ=\x07\r\n")
simple("osc0", mail=b"250 \x1b]0;OWNED\x07\r\n")
simple("osc0-st", mail=b"250 \x1b]2;OWNED\x1b\\\r\n")
simple("osc8-link", mail=b"250 \x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\\r\n")
simple("csi2j", mail=b"250 \x1b[2J\x1b[H\x1b[31m\r\n")
simple("csi-report", mail=b"250 \x1b[6n\x1b[c\x1b[5n\x1b[21t\x05\r\n")
simple("csi-altscreen", mail=b"250 \x1b[?1049l\x1b[?25l\x1b[?1000h\x1bc\r\n")
simple("dcs", mail=b"250 \x1bP+q544e\x1b\\\x1bPtmux;x\x1b\\\x1b_apc\x1b\\\x1b^pm\x1b\\\r\n")
simple("paste-end", mail=b"250 \x1b[201~QUIT\r\n")
simple("c1", mail=b"250 \x9b2J\x9d0;OWNED\x9c\x90q\x9c\x85\x84\r\n")
simple("c1-utf8", mail="250 \u009b2J\u009d0;OWNED\u009c\u0085\r\n".encode())
simple("utf8-overlong", mail=b"250 \xc0\x9b[2J \xe0\x80\x9b[2J \xf0\x80\x80\x9b \xc0\x80 \xc1\xbf\r\n")
simple("utf8-surrogate", mail=b"250 \xed\xa0\x80\xed\xbf\xbf \xf4\x90\x80\x80 \xff\xfe\r\n")
simple("utf8-truncated", mail=b"250 \xe2\x80\r\n")
simple("rtl", mail="250 \u202eko lla\u202c \u2066x\u2069 \u200f\u061c\r\n".encode())
simple("zero-width", mail="250 a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg\u034f\u180e\r\n".encode())
simple("combining-flood", mail=("250 e" + "\u0301" * 20000 + "\r\n").encode())
simple("combining-start", mail=("250 \u0301\u0301 x\r\n").encode())
simple("wide-emoji", mail=("250 " + "👩‍👩‍👧‍👦🇩🇪👍🏽漢字" * 60 + "\r\n").encode())
simple("variation-selectors", mail=("250 \u2764\ufe0f\u2764\ufe0e" + "\U000e0041" * 50 + "\U000e0100\r\n").encode())
simple("private-use", mail="250 \ue000\uf8ff\U000f0000\U0010ffff\ufffe\uffff\r\n".encode())
simple("line-separators", mail="250 a\u2028b\u2029c\u0085d\u000be\u000cf\r\n".encode())
simple("tabs-bel-bs", mail=b"250 a\t\t\tb\x07\x07\x08\x08\x08\x08 c\x7f\r\n")
simple("so-si", mail=b"250 \x0e\x0f\x1bn\x1b(0lqqk\r\n")
simple("fake-notation", mail=b"250 ok\\nS: 250 forged ${secret:password} ${env:HOME} \\c\r\n")
simple("fake-html", mail=b"250 <script>alert(1)</script><img src=x onerror=alert(1)> & \" ' ]]> --> \r\n")
simple("fake-markdown", mail=b"550 5.7.1 ```\\n# heading [x](javascript:1) | a | b |\r\n")
simple("enhanced-huge", mail=b"550 5.999999999999.99999999999 x\r\n")
simple("enhanced-mismatch", mail=b"250 5.1.1 fine\r\n")
simple("greeting-osc-name", greet=b"220 host\x1b]2;OWNED\x07.example ESMTP Postfix\r\n")
simple("long-reply-1mb-lines", mail=b"550-" + b"x" * 500 + b"\r\n" + (b"550-" + b"y" * 500 + b"\r\n") * 3000 + b"550 end\r\n")
@behaviour("flood-after-mail")
async def _(c):
    async def flood(c, line):
        block = b"250 " + b"f" * 500 + b"\r\n"
        for _ in range(200000): await c.raw(block * 4)
    await serve(c, mail=flood)
@behaviour("reply-drip")
async def _(c):
    async def drip(c, line):
        for b in b"250 2.1.0 dripping along for a while\r\n": await c.send(bytes([b])); await asyncio.sleep(1)
    await serve(c, mail=drip)
@behaviour("reply-never")
async def _(c):
    async def never(c, line): return True
    await serve(c, mail=never)
@behaviour("reply-late")
async def _(c):
    async def late(c, line): await asyncio.sleep(4.5); await c.send(b"250 2.1.0 late\r\n")
    await serve(c, mail=late)
@behaviour("unsolicited")
async def _(c):
    async def twice(c, line): await c.send(b"250 2.1.0 Ok\r\n250 2.1.0 nobody asked\r\n550 5.0.0 nor for this\r\n")
    await serve(c, mail=twice)
simple("early-replies", greet=b"220 a\r\n250 b\r\n250 c\r\n250 d\r\n354 e\r\n250 f\r\n221 g\r\n", any=lambda c, l, n: asyncio.sleep(0, True))
@behaviour("pipelined-out-of-order")
async def _(c):
    async def any_(c, line, n):
        if n == 1: await c.send(EHLO); return True
        if n % 3 == 0: await c.send(b"550 5.1.1 rcpt says no\r\n250 2.1.0 mail ok\r\n354 go\r\n")
        return True
    await serve(c, any=any_)
@behaviour("never-354")
async def _(c): await serve(c, data=b"250 2.0.0 no 354 but fine\r\n", text=False)
@behaviour("354-after-refused-rcpt")
async def _(c): await serve(c, rcpt=b"550 5.1.1 no such user\r\n", data=b"354 go on\r\n")
simple("334-to-mail", mail=b"334 VXNlcm5hbWU6\r\n")
simple("354-to-mail", mail=b"354 go\r\n")
simple("354-to-ehlo", ehlo=b"354 go\r\n")
simple("220-to-ehlo", ehlo=b"220 go\r\n")
simple("235-to-mail", mail=b"235 2.7.0 logged in\r\n")
simple("221-to-mail", mail=b"221 2.0.0 bye\r\n")
simple("quit-never", quit=lambda c, l: c.until_gone(60))
simple("quit-500", quit=b"500 no\r\n")
simple("quit-then-data", quit=b"221 bye\r\n250 more\r\n\x1b[2J\r\n")
for step in ("ehlo", "mail", "rcpt", "data", "dot", "quit", "starttls", "auth"):
    def close421(c, l):
        async def f():
            await c.send(b"421 4.3.0 going away\r\n"); return False
        return f()
    def close_(c, l): return asyncio.sleep(0, False)
    def rst_(c, l):
        async def f(): c.rst()
        return f()
    def half_(c, l):
        async def f():
            await c.send(b"250-half a rep"); await asyncio.sleep(0.1); return False
        return f()
    k = "tls" if step == "starttls" else "auth" if step == "auth" else "plain"
    simple("421-at-" + step, k, **{step: close421})
    simple("close-at-" + step, k, **{step: close_})
    simple("rst-at-" + step, k, **{step: rst_})
    simple("half-reply-close-at-" + step, k, **{step: half_})
@behaviour("421-out-of-the-blue")
async def _(c):
    async def ehlo(c, line): await c.send(EHLO); await asyncio.sleep(0.3); await c.send(b"421 4.4.2 idle\r\n"); return False
    await serve(c, ehlo=ehlo)

# ------------------------------------------------------------------ messages

def window_zero(read=0):
    async def go(c, line):
        await c.send(b"354 go ahead, I will not read\r\n")
        c.w.transport.pause_reading()
        await asyncio.sleep(600)
        return False
    return go
simple("window-zero", "data", data=window_zero(), text=False)
@behaviour("data-slow-reader", "data")
async def _(c):
    async def data(c, line):
        await c.send(b"354 slowly\r\n")
        for _ in range(40):
            c.w.transport.pause_reading(); await asyncio.sleep(0.25); c.w.transport.resume_reading()
            if not await c.fill(): return False
            c.buf = b""
        return False
    await serve(c, data=data, text=False)
@behaviour("data-refused-midway", "data")
async def _(c):
    async def data(c, line):
        await c.send(b"354 go\r\n"); await c.fill(); await c.send(b"552 5.3.4 too big already\r\n"); await c.until_gone(30)
        return False
    await serve(c, data=data, text=False)
@behaviour("data-closed-midway", "data")
async def _(c):
    async def data(c, line):
        await c.send(b"354 go\r\n"); await c.fill(); return False
    await serve(c, data=data, text=False)
@behaviour("data-rst-midway", "data")
async def _(c):
    async def data(c, line):
        await c.send(b"354 go\r\n"); await c.fill(); c.rst()
    await serve(c, data=data, text=False)
simple("data-354-twice", "data", data=b"354 go\r\n354 go\r\n")
simple("data-354-then-250", "data", data=b"354 go\r\n250 2.0.0 taken before it was sent\r\n")

# ------------------------------------------------------------------ AUTH

def challenge(text, n=1):
    async def go(c, line):
        for _ in range(n):
            await c.send(text)
            if await c.line() is None: return False
        await c.send(b"235 2.7.0 ok\r\n")
    return go
simple("auth-challenge-not-base64", "auth", auth=challenge(b"334 !!! not base64 \x1b[2J !!!\r\n"))
simple("auth-challenge-huge", "auth", auth=challenge(b"334 " + base64.b64encode(b"A" * 45000) + b"\r\n"))
simple("auth-challenge-5mb", "auth", auth=challenge(b"334 " + b"QUFB" * 1_250_000 + b"\r\n"))
simple("auth-challenge-endless", "auth", auth=challenge(b"334 VXNlcm5hbWU6\r\n", 100000))
simple("auth-challenge-binary", "auth", auth=challenge(b"334 " + base64.b64encode(bytes(range(256))) + b"\r\n"))
simple("auth-challenge-escape", "auth", auth=challenge(b"334 " + base64.b64encode(ESC) + b"\r\n"))
simple("auth-challenge-empty", "auth", auth=challenge(b"334 \r\n"))
simple("auth-challenge-none", "auth", auth=challenge(b"334\r\n"))
simple("auth-challenge-multiline", "auth", auth=challenge(b"334-VXNl\r\n334 cm5hbWU6\r\n"))
simple("auth-echo", "auth", auth=lambda c, l: c.send(b"535 5.7.8 refused: " + l + b"\r\n"))
def echo_step(c, l):
    async def f():
        await c.send(b"334 UGFzc3dvcmQ6\r\n"); x = await c.line()
        if x is None: return False
        dec = b""
        try: dec = base64.b64decode(x)
        except Exception: pass
        await c.send(b"535-5.7.8 you said " + x + b"\r\n535-5.7.8 that is " + dec.replace(b"\0", b" ") + b"\r\n535 5.7.8 " + dec[::-1].replace(b"\0", b" ") + b"\r\n")
    return f()
simple("auth-echo-response", "auth", auth=echo_step)
simple("auth-235-at-once", "auth", auth=b"235 2.7.0 already\r\n")
simple("auth-334-forever-then-close", "auth", auth=lambda c, l: (lambda: c.send(b"334 \r\n"))())

# ------------------------------------------------------------------ TLS

simple("tls-good", "tls", starttls=starttls())
simple("tls-good-12", "tls", starttls=starttls(tls12=True))
@behaviour("tls-garbage-after-220", "tls")
async def _(c):
    async def go(c, l): await c.send(b"220 go\r\n"); await c.raw(os.urandom(500)); await asyncio.sleep(1); await c.until_gone(20); return False
    await serve(c, starttls=go)
@behaviour("tls-text-after-220", "tls")
async def _(c):
    async def go(c, l):
        await c.send(b"220 go\r\n"); await c.fill(); await c.raw(b"250 this is plain text\r\n" * 10); await c.until_gone(20); return False
    await serve(c, starttls=go)
@behaviour("tls-http-after-220", "tls")
async def _(c):
    async def go(c, l):
        await c.send(b"220 go\r\n"); await c.fill(); await c.raw(b"HTTP/1.0 400 Bad Request\r\n\r\n"); return False
    await serve(c, starttls=go)
simple("tls-injected-after-220", "tls", starttls=starttls(before=b"220 go\r\n250-injected\r\n250 AUTH PLAIN \x1b]0;OWNED\x07\r\n"))
simple("tls-injected-half-line", "tls", starttls=starttls(before=b"220 go\r\n250-inj"))
simple("tls-injected-1mb", "tls", starttls=starttls(before=b"220 go\r\n" + b"250-injected \x1b[2J\r\n" * 60000))
@behaviour("tls-stall", "tls")
async def _(c):
    async def go(c, l): await c.send(b"220 go\r\n"); await c.until_gone(120); return False
    await serve(c, starttls=go)
@behaviour("tls-stall-after-serverhello", "tls")
async def _(c):
    async def go(c, l):
        await c.send(b"220 go\r\n")
        c.inp, c.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        t = context().wrap_bio(c.inp, c.out, server_side=True)
        while True:
            try: t.do_handshake()
            except ssl.SSLWantReadError: pass
            o = c.out.read()
            if o: await c.raw(o[:len(o) // 2]); break
            d = await c.recv()
            if not d: return False
            c.inp.write(d)
        await c.until_gone(120); return False
    await serve(c, starttls=go)
def closing(rst=False, cut=None):
    async def go(c, l):
        await c.send(b"220 go\r\n")
        c.inp, c.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        t = context().wrap_bio(c.inp, c.out, server_side=True)
        while True:
            try: t.do_handshake()
            except ssl.SSLWantReadError: pass
            o = c.out.read()
            if o:
                if cut: await c.raw(o[:cut])
                await asyncio.sleep(0.1); break
            d = await c.recv()
            if not d: return False
            c.inp.write(d)
        if rst: c.rst()
        return False
    return go
simple("tls-close-in-record", "tls", starttls=closing(cut=57))
simple("tls-close-in-record-header", "tls", starttls=closing(cut=3))
simple("tls-rst-in-handshake", "tls", starttls=closing(rst=True))
simple("tls-close-in-handshake", "tls", starttls=closing())
ALERTS = {0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed", 22: "record_overflow",
  30: "decompression_failure", 40: "handshake_failure", 41: "no_certificate", 42: "bad_certificate", 43: "unsupported_certificate",
  44: "certificate_revoked", 45: "certificate_expired", 46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca",
  49: "access_denied", 50: "decode_error", 51: "decrypt_error", 60: "export_restriction", 70: "protocol_version",
  71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback", 90: "user_canceled", 100: "no_renegotiation",
  109: "missing_extension", 110: "unsupported_extension", 111: "certificate_unobtainable", 112: "unrecognized_name",
  113: "bad_certificate_status_response", 115: "unknown_psk_identity", 116: "certificate_required", 120: "no_application_protocol",
  200: "unknown_200", 255: "unknown_255"}
def alert(code, level=2):
    async def go(c, l):
        await c.send(b"220 go\r\n"); await c.fill()
        await c.raw(bytes([0x15, 3, 3, 0, 2, level, code])); await asyncio.sleep(0.1); return False
    return go
for code, title in ALERTS.items(): simple("tls-alert-%d-%s" % (code, title.replace("_", "-")), "tls", starttls=alert(code))
simple("tls-alert-warning-112", "tls", starttls=alert(112, 1))
simple("tls-alert-level-9", "tls", starttls=alert(40, 9))
@behaviour("tls-alert-flood", "tls")
async def _(c):
    async def go(c, l):
        await c.send(b"220 go\r\n"); await c.fill()
        for _ in range(20000): await c.raw(bytes([0x15, 3, 3, 0, 2, 1, 112]) * 100)
        return False
    await serve(c, starttls=go)
for label in ("escape", "escape-t61", "nul", "bmp", "bmp-odd", "universal", "utf8", "utf8-bad", "empty-names", "san200", "huge", "huge-cn", "many-rdn",
              "year0", "year9999", "future", "time-garbage", "backwards", "chain50"):
    simple("tls-cert-" + label, "tls", starttls=starttls(label))
simple("tls-split-bytes", "tls", starttls=starttls(split=1, pause=0))
simple("tls-split-7-slow", "tls", starttls=starttls(split=7, pause=0.002))
simple("tls-client-cert-required", "tls", starttls=starttls(client_cert=True))
simple("tls-null-cipher", "tls", starttls=starttls(tls12=True, ciphers="ECDHE-ECDSA-AES128-SHA"))
def after_tls(what):
    async def go(c, l):
        await c.send(b"220 go\r\n"); await c.start_tls(context())
        return await what(c)
    return go
async def notify_then_data(c):
    await c.line()
    try: c.tls.unwrap()
    except ssl.SSLError: pass
    await c.pump()
    c.tls = None
    await c.raw(b"250 plain text after close_notify\r\n\x1b]0;OWNED\x07\r\n"); await asyncio.sleep(1)
    return False
simple("tls-close-notify-then-data", "tls", starttls=after_tls(notify_then_data))
async def notify(c):
    await c.line()
    try: c.tls.unwrap()
    except ssl.SSLError: pass
    await c.pump(); await asyncio.sleep(3); return False
simple("tls-close-notify-no-fin", "tls", starttls=after_tls(notify))
async def no_notify(c):
    await c.line(); await c.send(b"250-hostile.example\r\n250 SIZE\r\n"); await c.line(); return False
simple("tls-no-close-notify", "tls", starttls=after_tls(no_notify))
async def garbage_record(c):
    await c.line(); await c.raw(b"\x17\x03\x03\x00\x40" + os.urandom(64)); await c.until_gone(20); return False
simple("tls-bad-mac", "tls", starttls=after_tls(garbage_record))
async def plain_in_tls(c):
    await c.line(); await c.raw(b"250 plain text inside\r\n"); await c.until_gone(20); return False
simple("tls-plain-text-inside", "tls", starttls=after_tls(plain_in_tls))
async def cut_record(c):
    await c.line(); c.tls.write(b"250 " + b"x" * 4000 + b"\r\n"); o = c.out.read(); await c.raw(o[:-100]); await asyncio.sleep(0.1); return False
simple("tls-cut-record-close", "tls", starttls=after_tls(cut_record))
async def huge_record(c):
    await c.line(); await c.raw(b"\x17\x03\x03\xff\xff" + os.urandom(65535)); await c.until_gone(20); return False
simple("tls-record-overflow", "tls", starttls=after_tls(huge_record))
async def empty_records(c):
    await c.line(); await c.raw(b"\x17\x03\x03\x00\x00" * 5000); await c.until_gone(20); return False
simple("tls-empty-records", "tls", starttls=after_tls(empty_records))
async def flood_tls(c):
    await c.line()
    for _ in range(300): await c.send(b"250-" + b"t" * 500 + b"\r\n" + (b"250-" + b"t" * 500 + b"\r\n") * 60)
    await c.send(b"250 end\r\n")
    await serve(c, None)
simple("tls-flood", "tls", starttls=after_tls(flood_tls))
async def rst_tls(c):
    await c.line(); c.rst()
simple("tls-rst-inside", "tls", starttls=after_tls(rst_tls))
async def escape_tls(c):
    await c.line(); await c.send(b"250-x" + ESC + b"\r\n250 ok\r\n"); await serve(c, None); return False
simple("tls-escape-inside", "tls", starttls=after_tls(escape_tls))
async def greet_in_tls(c):
    await c.send(b"220 a second greeting nobody asked for\r\n"); await serve(c, None); return False
simple("tls-second-greeting", "tls", starttls=after_tls(greet_in_tls))
async def starttls_again(c):
    async def again(c, l): await c.send(b"220 again\r\n"); await c.until_gone(20); return False
    await serve(c, None, starttls=again); return False
simple("tls-again", "tls2", starttls=after_tls(starttls_again))
simple("starttls-500", "tls", starttls=b"500 5.5.1 what?\r\n")
simple("starttls-454", "tls", starttls=b"454 4.7.0 not now\r\n")
simple("starttls-354", "tls", starttls=b"354 go\r\n")
simple("starttls-no-reply", "tls", starttls=lambda c, l: asyncio.sleep(0, True))
simple("starttls-250", "tls", starttls=b"250 fine\r\n")
@behaviour("tls-renegotiation", "tls")
async def _(c):
    async def go(c, l):
        from OpenSSL import SSL
        ctx = SSL.Context(SSL.TLS_SERVER_METHOD)
        ctx.set_max_proto_version(SSL.TLS1_2_VERSION)
        ctx.use_certificate_chain_file(cert("good")); ctx.use_privatekey_file(cert("good"))
        conn = SSL.Connection(ctx, None); conn.set_accept_state()
        await c.send(b"220 go\r\n")
        if c.buf: conn.bio_write(c.buf); c.buf = b""
        async def flush():
            while True:
                try: await c.raw(conn.bio_read(65536))
                except SSL.WantReadError: return
        async def handshake():
            while True:
                try: conn.do_handshake(); await flush(); return
                except SSL.WantReadError:
                    await flush()
                    d = await asyncio.wait_for(c.recv(), 5)
                    if not d: raise Gone()
                    conn.bio_write(d)
        await handshake()
        for _ in range(20):
            conn.renegotiate()
            try: await handshake()
            except (SSL.Error, asyncio.TimeoutError): break
        conn.send(b"250-reneg\r\n250 SIZE\r\n"); await flush()
        await c.until_gone(10)
        return False
    await serve(c, starttls=go)

# TLS at once
@behaviour("smtps-plain-greeting", "smtps")
async def _(c): await c.send(b"220 plain text on 465\r\n"); await c.until_gone(20)
@behaviour("smtps-stall", "smtps")
async def _(c): await c.until_gone(120)
@behaviour("smtps-greeting-never", "smtps")
async def _(c): await c.start_tls(context()); await c.until_gone(120)
@behaviour("smtps-good", "smtps")
async def _(c): await c.start_tls(context()); await serve(c)
@behaviour("smtps-close", "smtps")
async def _(c): return
@behaviour("smtps-rst", "smtps")
async def _(c): c.rst()
@behaviour("smtps-escape-cert", "smtps")
async def _(c): await c.start_tls(context("escape")); await serve(c)
@behaviour("smtps-flood-before", "smtps")
async def _(c):
    for _ in range(2000): await c.raw(b"\x16\x03\x03\x40\x00" + b"\0" * 0x4000)

# ------------------------------------------------------------------ the program

async def handler(label, f, r, w, counter):
    counter[label] = counter.get(label, 0) + 1
    c = Conn(r, w, label, counter[label])
    try: await f(c)
    except (Gone, ConnectionError, OSError, asyncio.CancelledError, ssl.SSLError): pass
    except Exception as e: print("!!", label, type(e).__name__, e, file=sys.stderr, flush=True)
    finally:
        try: w.close()
        except Exception: pass
        for x in c.files.values(): x.close()

async def main():
    global LOG
    p = argparse.ArgumentParser()
    p.add_argument("--list", action="store_true"); p.add_argument("--base", type=int, default=21000)
    p.add_argument("--only"); p.add_argument("--port", type=int, default=2525); p.add_argument("--log")
    a = p.parse_args()
    if a.list:
        for n, (k, _) in B.items(): print(n, k)
        print("%d behaviours" % len(B), file=sys.stderr); return
    LOG = a.log
    if LOG: os.makedirs(LOG, exist_ok=True)
    cert("good")
    counter, servers = {}, []
    for i, (n, (k, f)) in enumerate(B.items()):
        if a.only and n != a.only: continue
        port = a.port if a.only else a.base + i
        def accept(r, w, n=n, f=f): return handler(n, f, r, w, counter)
        servers.append(await asyncio.start_server(accept, "127.0.0.1", port, limit=1 << 20))
        print(n, port, k, flush=True)
    print("READY", flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    try: asyncio.run(main())
    except KeyboardInterrupt: pass
