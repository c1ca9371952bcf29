"""The bearer token of those who may write (RFC 6750)."""

import hashlib
import hmac
from collections.abc import MutableMapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.configuration import TOKEN as VARIABLE
from ontology.errors import UnavailableError

SHORTEST = 16
SWITCHED_OFF = (
    "writing is switched off here; whoever runs the service switches it on: oxiana serve --token-file FILE, "
    f"with a secret of {SHORTEST} or more characters in the file, or in the variable {VARIABLE}"
)


class Token:
    """A secret, of which only the hash is kept, so that it stands in no log and no traceback."""

    def __init__(self, secret: str) -> None:
        self._digest = hashlib.sha256(secret.encode()).digest()

    @classmethod
    def given(cls, path: Path | None, environment: MutableMapping[str, str]) -> "Token | None":
        """The secret in a file, or in the environment, from which it is taken so that no other process inherits it.

        Raises:
            UnavailableError: it is in both, in no such file, or too short.
        """
        secret = environment.pop(VARIABLE, None)
        if path and secret is not None:
            raise UnavailableError(f"there are two tokens, one in {path} and one in {VARIABLE}; give one of them")
        if path:
            return cls.read(path)
        return None if secret is None else cls.checked(secret.strip(), VARIABLE)

    @classmethod
    def read(cls, path: Path) -> "Token":
        """The secret in a file, without the space around it.

        Raises:
            UnavailableError: there is no such file, or its secret is too short.
        """
        try:
            secret = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UnavailableError(f"the token file {path} cannot be read as UTF-8 text") from error
        return cls.checked(secret, str(path))

    @classmethod
    def checked(cls, secret: str, place: str) -> "Token":
        """A secret that is long enough.

        Raises:
            UnavailableError: it is not.
        """
        if len(secret) < SHORTEST:
            raise UnavailableError(
                f"the token in {place} has {len(secret)} characters, and {SHORTEST} are the least; "
                "make one: python3 -c 'import secrets; print(secrets.token_urlsafe())'"
            )
        return cls(secret)

    def admit(self, request: Request) -> None:
        """Let the holder of the token pass.

        Raises:
            HTTPException: 401 without a token, 403 with another one.
        """
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given.strip(" \t"):
            told = "writing needs the token of this service: send it as Authorization: Bearer TOKEN"
            raise HTTPException(401, told, {"WWW-Authenticate": 'Bearer realm="oxiana"'})
        # Digests are compared, of one length and in constant time, so that nothing of the secret can be timed.
        if not hmac.compare_digest(hashlib.sha256(given.strip(" \t").encode("latin-1")).digest(), self._digest):
            raise HTTPException(403, "this is not the token of this service; nothing is written")


def admit(token: Token | None, request: Request) -> None:
    """Let whoever may write pass.

    Raises:
        HTTPException: 401 or 403, as `Token.admit`; 403 where writing is switched off.
    """
    if token is None:
        raise HTTPException(403, SWITCHED_OFF)
    token.admit(request)
