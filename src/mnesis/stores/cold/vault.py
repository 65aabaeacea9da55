"""What lies open in an archive and what does not: names of folders, labels of files, and their content.

Without a key everything is as it is. With one, files are sealed with AES-256-GCM, each under a key of its own: the
archive's, which scrypt (RFC 7914) makes of the passphrase and a salt, and a salt of the file, through BLAKE2b. The salt
of the archive lies in its folder and in every sealed file, so that none of them is needed to read the others.
"""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mnesis.errors import ArchiveError
from mnesis.model import Scope
from mnesis.stores.cold.files import place

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

INSTALL = "pip install 'mnesis[archive]'"
SALT = "salt"
_MAGIC = b"mnesis cold 1\n"
_BYTES = 16
_NONCE = 12
_HEAD = len(_MAGIC) + 2 * _BYTES + _NONCE


class Vault(Protocol):
    """How an archive writes down what it keeps. `seal` and `label` undo `unseal` and `read`; `unseal` and `read` raise
    ArchiveError for what this key has not written."""

    suffix: str

    def prepare(self) -> None:
        """Once before the first file is written, by one process at a time."""

    def folder(self, scope: Scope) -> str:
        """The name of a scope's folder; from it nobody guesses the scope's."""

    def label(self, text: str) -> str:
        """What a file's name says about its content; [0-9a-z_-]."""

    def read(self, label: str) -> str: ...

    def seal(self, content: bytes) -> bytes: ...

    def unseal(self, content: bytes) -> bytes: ...


class Open:
    """Everything as it is."""

    suffix = ".parquet"

    def prepare(self) -> None:
        """Nothing is needed."""

    def folder(self, scope: Scope) -> str:
        return _digest(_place(scope))

    def label(self, text: str) -> str:
        return text

    def read(self, label: str) -> str:
        return label

    def seal(self, content: bytes) -> bytes:
        return content

    def unseal(self, content: bytes) -> bytes:
        return content


class Sealed:
    """Nothing can be read without the key, and nothing is made of the key before something is there to read."""

    suffix = ".sealed"

    def __init__(self, folder: Path, key: str) -> None:
        self._at = folder
        self._passphrase = key.encode("utf-8", "surrogatepass")
        self._known: bytes | None = None
        self._keys: dict[bytes, bytes] = {}

    def prepare(self) -> None:
        salt = self._salt()
        if not (self._at / SALT).exists():
            place(self._at / SALT, salt)
            self._known = salt

    def folder(self, scope: Scope) -> str:
        return _digest(_place(scope), self._key(self._salt()))

    def label(self, text: str) -> str:
        nonce = os.urandom(_NONCE)
        return (nonce + self._cipher(self._salt(), SALT.encode()).encrypt(nonce, text.encode(), None)).hex()

    def read(self, label: str) -> str:
        try:
            raw = bytes.fromhex(label)
        except ValueError as error:
            raise ArchiveError(path=self._at, problem=f"it never named a file {label}") from error
        return self._decrypted(self._cipher(self._salt(), SALT.encode()), raw, b"").decode()

    def seal(self, content: bytes) -> bytes:
        salt, own, nonce = self._salt(), os.urandom(_BYTES), os.urandom(_NONCE)
        head = _MAGIC + salt + own
        return head + nonce + self._cipher(salt, own).encrypt(nonce, content, head)

    def unseal(self, content: bytes) -> bytes:
        head = content[: _HEAD - _NONCE]
        if not head.startswith(_MAGIC) or len(content) < _HEAD:
            raise ArchiveError(path=self._at, problem="a file in it is none that was sealed here")
        salt, own = head[len(_MAGIC) : -_BYTES], head[-_BYTES:]
        return self._decrypted(self._cipher(salt, own), content[_HEAD - _NONCE :], head)

    def _decrypted(self, cipher: "AESGCM", raw: bytes, bound: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], bound or None)
        except (InvalidTag, ValueError) as error:
            raise ArchiveError(path=self._at, problem="the key is not its key, or a file is damaged") from error

    def _cipher(self, salt: bytes, own: bytes) -> "AESGCM":
        try:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        except ImportError as error:
            raise ArchiveError(path=self._at, problem=f"sealing it needs a library: {INSTALL}") from error
        return AESGCM(hashlib.blake2b(own, key=self._key(salt), digest_size=32).digest())

    def _key(self, salt: bytes) -> bytes:
        if salt not in self._keys:
            self._keys[salt] = hashlib.scrypt(self._passphrase, salt=salt, n=2**14, r=8, p=1, dklen=32)
        return self._keys[salt]

    def _salt(self) -> bytes:
        """The archive's: from its file, else from what was sealed with it; where nothing was, one that nobody knows."""
        if self._known is None:
            self._known = _first(self._at / SALT, 0) or next(
                (_first(path, len(_MAGIC)) for path in sorted(self._at.glob(f"*/*{self.suffix}"))), None
            )
        return self._known or os.urandom(_BYTES)


def _first(path: Path, at: int) -> bytes | None:
    """The salt that stands at this place of a file."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(at)
        return file.read(_BYTES)


def _place(scope: Scope) -> bytes:
    return f"{scope.tenant}\0{scope.name}".encode()


def _digest(content: bytes, key: bytes = b"") -> str:
    return hashlib.blake2b(content, key=key, digest_size=_BYTES).hexdigest()
