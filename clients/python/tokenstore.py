"""A client of tokenstore (docs/clients.md). One file, no dependencies, Python 3.9 or later.

    from tokenstore import TokenStore

    store = TokenStore("https://tokens.example.org", credential=api_key)
    token = store.token("github")
    answer = store.open("github", "https://api.github.com/user")

Tokens are kept in memory until shortly before they end, and threads that want the same one share a call. Calls are repeated
as Retry-After says, within `patience`. A TokenStore may be used by any number of threads, and speaks for one credential.
"""

from __future__ import annotations

import email.utils
import http.client
import json
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple, Union

__all__ = ["StoreError", "Token", "TokenStore"]

# Gives the credential; called with the one that the store refused when that is no longer good.
CredentialSource = Callable[[Optional[str]], str]

# Seconds. An attempt may take a little longer than the store waits for a provider.
_ATTEMPT = 20.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
# Before its end a token is not handed out any more.
_MARGIN = 60.0
# A token without a known end is asked for again: it may have been replaced.
_WITHOUT_END = 300.0
# A token that was just renewed is not renewed again: whatever refuses it has another reason.
_RENEWED_ENOUGH = 60.0
_MOST_TOKENS = 1_000


class StoreError(Exception):
    """A call that came to nothing. No message has a token or a credential in it.

    `code` is stable: one of docs/errors.md; or `unreachable` (no answer, or not in time), `unexpected_answer` (not the
    store's), `proof_needed` (a token that is bound to a key). `status` is that of the answer, `retry_after` in seconds,
    `problem` the problem document (RFC 9457), with members such as `reason` and `authorize`.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: Optional[int] = None,
        retry_after: Optional[float] = None,
        problem: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.problem: Mapping[str, Any] = problem or {}


@dataclass(frozen=True)
class Token:
    """An access token of a connected account. `expires_at`: seconds since the epoch, None where no end is known."""

    access_token: str = field(repr=False)
    token_type: str
    expires_at: Optional[int]
    scope: str
    grant_id: str
    generation: int
    metadata: Mapping[str, str] = field(default_factory=dict)
    dpop_key: Optional[Mapping[str, str]] = field(default=None, repr=False)

    @property
    def authorization(self) -> str:
        """The value of the Authorization header."""
        if self.token_type.lower() == "dpop":
            raise StoreError("proof_needed", "This token is bound to a key: each request needs a proof (docs/dpop.md).")
        scheme = "Bearer" if self.token_type.lower() == "bearer" else self.token_type
        return f"{scheme} {self.access_token}"


class _Key(NamedTuple):
    provider: str
    account: Optional[str]
    scope: Optional[str]
    on_behalf_of: Optional[str]


@dataclass(frozen=True)
class _Held:
    token: Token
    asked_at: float
    lifetime: float
    min_ttl: float
    is_renewed: bool

    @property
    def age(self) -> float:
        return time.time() - self.asked_at

    def living(self, enough: float) -> Optional[Token]:
        left = self.lifetime - self.age
        return self.token if left > 0 and left >= enough else None

    def is_of(self, refused: Token) -> bool:
        return self.token.grant_id == refused.grant_id and self.token.generation <= refused.generation


class TokenStore:
    """A store, for a program that needs tokens. Every method raises StoreError."""

    def __init__(
        self,
        server: str,
        credential: Union[str, CredentialSource],
        *,
        patience: float = 30.0,
        context: Optional[ssl.SSLContext] = None,
    ) -> None:
        """
        :param server: where the store is, its BASE_URL
        :param credential: an API key or an access token of the login issuer, or what gives one
        :param patience: seconds after which no further attempt is made; one takes 20 seconds at most
        :param context: in place of the system's certificate authorities
        """
        if urllib.parse.urlsplit(server).scheme not in ("http", "https"):
            raise ValueError("server is not an address like https://tokens.example.org")
        self._base = server.rstrip("/")
        self._credential: CredentialSource = credential if callable(credential) else lambda _refused: str(credential)
        self._patience = patience
        self._opener = urllib.request.build_opener(_NoRedirect(), urllib.request.HTTPSHandler(context=context))
        self._lock = threading.Lock()
        self._held: Dict[_Key, _Held] = {}
        self._flights: Dict[Tuple[Any, ...], Future[Token]] = {}

    def token(
        self,
        provider: str,
        *,
        account: Optional[str] = None,
        scope: Optional[str] = None,
        min_ttl: int = 0,
        on_behalf_of: Optional[str] = None,
    ) -> Token:
        """A fresh access token of the account that is connected at a provider.

        :param account: the id of a grant, or the subject at the provider; else the default account
        :param scope: no more than these scopes, separated by blanks
        :param min_ttl: seconds that it should live at least; more than half of its lifetime is not insisted on
        :param on_behalf_of: for clients that a rule allows: the user, by id or by subject at the login issuer
        """
        key = _Key(provider, account, scope, on_behalf_of)
        kept = self._fresh(key, min_ttl)
        return kept if kept is not None else self._join((key, min_ttl), lambda: self._ask_or_keep(key, min_ttl))

    def renew(
        self,
        provider: str,
        refused: Token,
        *,
        account: Optional[str] = None,
        scope: Optional[str] = None,
        min_ttl: int = 0,
        on_behalf_of: Optional[str] = None,
    ) -> Token:
        """A newer token in place of one that a resource refused although its time was not over.

        However many ask, on however many machines, it costs one call to the provider.
        """
        key = _Key(provider, account, scope, on_behalf_of)
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.is_of(refused):
                del self._held[key]
            newer = held.living(0) if held is not None and not held.is_of(refused) else None
        if newer is not None:
            return newer
        flight = (key, refused.grant_id, refused.generation)
        return self._join(flight, lambda: self._ask(key, min_ttl, refused.generation))

    def open(
        self, provider: str, request: Union[str, urllib.request.Request], *, timeout: float = 30.0, **wish: Any
    ) -> Any:
        """Calls a resource of the provider with a token, and once more with a newer one if the answer is 401.

        As urllib.request.urlopen otherwise; a redirect gets no token. `wish` is that of `token`.
        """
        token = self.token(provider, **wish)
        try:
            return _sent(request, token, timeout)
        except urllib.error.HTTPError as error:
            data = getattr(request, "data", None)
            is_once = data is not None and not isinstance(data, bytes)
            if error.code != 401 or is_once or self._is_just_renewed(_key_of(provider, wish), token):
                raise
            error.close()
        return _sent(request, self.renew(provider, token, **wish), timeout)

    def grants(self, provider: Optional[str] = None) -> List[Dict[str, Any]]:
        """The accounts that are connected, at one provider or at all."""
        return self._all("/api/v2/grants", {"provider": provider})

    def providers(self) -> List[Dict[str, Any]]:
        """Where accounts can be connected."""
        return self._all("/api/v2/providers", {})

    def link(self, provider: str, **wish: str) -> Dict[str, Any]:
        """Begins a connection: the person opens `authorization_url`, which is good for `expires_in` seconds.

        :param wish: `scope`, `account`, `label`, `return_url`
        """
        begun: Dict[str, Any] = self.call("/api/v2/grants", method="POST", body={"provider": provider, **wish})
        return begun

    def whoami(self) -> Dict[str, Any]:
        """Who the credential speaks for."""
        who: Dict[str, Any] = self.call("/api/whoami")
        return who

    def call(
        self,
        path: str,
        *,
        method: str = "GET",
        query: Optional[Mapping[str, Union[str, int, None]]] = None,
        body: Optional[Mapping[str, Any]] = None,
        headers: Optional[Mapping[str, str]] = None,
        repeatable: Optional[bool] = None,
    ) -> Any:
        """Anything else of the API.

        :param path: below the server's address, such as /api/v2/grants
        :param repeatable: whether it may be sent once more when nobody knows what became of it; else for GET
        """
        end = time.monotonic() + self._patience
        may_repeat = method == "GET" if repeatable is None else repeatable
        refused: Optional[str] = None
        attempt = 0
        while True:
            credential = self._credential(refused)
            try:
                return self._send(path, method, query, body, headers, credential)
            except StoreError as error:
                is_new = error.status == 401 and refused is None and self._credential(credential) != credential
                if is_new:
                    refused = credential
                pause = 0.0 if is_new else _pause_of(error, attempt, may_repeat)
                if pause is None or time.monotonic() + pause >= end:
                    raise
            time.sleep(pause)
            attempt += 1

    def _send(
        self,
        path: str,
        method: str,
        query: Optional[Mapping[str, Union[str, int, None]]],
        body: Optional[Mapping[str, Any]],
        headers: Optional[Mapping[str, str]],
        credential: str,
    ) -> Any:
        asked = urllib.parse.urlencode({name: value for name, value in (query or {}).items() if value is not None})
        request = urllib.request.Request(
            self._base + path + (f"?{asked}" if asked else ""),
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Accept": "application/json", "Authorization": f"Bearer {credential}", **(headers or {})},
        )
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=_ATTEMPT) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                raise _error_of(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise StoreError("unreachable", f"The token store at {self._base} does not answer.") from error
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError:
            raise StoreError(
                "unexpected_answer", "The answer is not that of a token store.", status=status
            ) from None

    def _all(self, path: str, query: Mapping[str, Optional[str]]) -> List[Dict[str, Any]]:
        items: List[Dict[str, Any]] = []
        cursor: Optional[str] = None
        while True:
            page = self.call(path, query={**query, "limit": 200, "cursor": cursor})
            items.extend(page["items"])
            cursor = page["next"]
            if cursor is None:
                return items

    def _fresh(self, key: _Key, min_ttl: float) -> Optional[Token]:
        with self._lock:
            held = self._held.get(key)
        if held is None:
            return None
        wanted = max(min_ttl, _MARGIN)
        # What came when as much was wanted is the best that the store has, until half of its time is over.
        return held.living(min(wanted, held.lifetime / 2) if min_ttl <= held.min_ttl else wanted)

    def _is_just_renewed(self, key: _Key, token: Token) -> bool:
        with self._lock:
            held = self._held.get(key)
        return held is not None and held.is_renewed and held.is_of(token) and held.age < _RENEWED_ENOUGH

    def _join(self, name: Tuple[Any, ...], ask: Callable[[], Token]) -> Token:
        with self._lock:
            known = self._flights.get(name)
            if known is None:
                flight: Future[Token] = Future()
                self._flights[name] = flight
        if known is not None:
            return known.result()
        try:
            flight.set_result(ask())
        except BaseException as error:
            flight.set_exception(error)
        finally:
            with self._lock:
                del self._flights[name]
        return flight.result()

    def _ask_or_keep(self, key: _Key, min_ttl: int) -> Token:
        try:
            return self._ask(key, min_ttl, None)
        except StoreError as error:
            is_for_now = error.code == "unreachable" or error.status == 429 or (error.status or 0) >= 500
            with self._lock:
                held = self._held.get(key)
            usable = held.living(min_ttl) if held is not None and is_for_now else None
            if usable is None:
                raise
            return usable

    def _ask(self, key: _Key, min_ttl: int, refused: Optional[int]) -> Token:
        asked_at = time.time()
        path = f"/api/v2/token/{urllib.parse.quote(key.provider, safe='')}"
        wish = {"min_ttl": max(min_ttl, int(_MARGIN)), "account": key.account, "scope": key.scope}
        named = {name: value for name, value in wish.items() if value is not None}
        headers = {} if key.on_behalf_of is None else {"On-Behalf-Of": key.on_behalf_of}
        if refused is None:
            answer = self.call(path, query=named, headers=headers)
        else:
            body = {**named, "force": True, "generation": refused}
            answer = self.call(path, method="POST", body=body, headers=headers, repeatable=True)
        token = Token(**{name: answer[name] for name in Token.__dataclass_fields__ if name in answer})
        lifetime = _WITHOUT_END if answer["expires_in"] is None else float(answer["expires_in"])
        self._keep(key, _Held(token, asked_at, lifetime, min_ttl, refused is not None))
        return token

    def _keep(self, key: _Key, held: _Held) -> None:
        with self._lock:
            known = self._held.get(key)
            # An answer that was overtaken by a renewal.
            if known is not None and known.token.grant_id == held.token.grant_id:
                if known.token.generation > held.token.generation:
                    return
            self._held.pop(key, None)
            if len(self._held) >= _MOST_TOKENS:
                del self._held[next(iter(self._held))]
            self._held[key] = held


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Nobody else gets the credential."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def _key_of(provider: str, wish: Mapping[str, Any]) -> _Key:
    return _Key(provider, wish.get("account"), wish.get("scope"), wish.get("on_behalf_of"))


def _sent(request: Union[str, urllib.request.Request], token: Token, timeout: float) -> Any:
    sent = urllib.request.Request(request) if isinstance(request, str) else request
    sent.add_unredirected_header("Authorization", token.authorization)
    return urllib.request.urlopen(sent, timeout=timeout)


def _pause_of(error: StoreError, attempt: int, may_repeat: bool) -> Optional[float]:
    """Seconds until another attempt; None: it would not help."""
    # The operator has to act.
    if error.code == "provider_misconfigured":
        return None
    backoff: float = min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE)
    if error.status in (429, 503):
        return backoff if error.retry_after is None else error.retry_after
    is_uncertain = error.code == "unreachable" or error.status in (502, 504)
    return backoff if is_uncertain and may_repeat else None


def _error_of(answer: urllib.error.HTTPError) -> StoreError:
    retry_after = _retry_after_of(answer.headers.get("Retry-After"))
    try:
        problem = json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException):
        problem = None
    if isinstance(problem, dict) and isinstance(problem.get("code"), str):
        message = str(problem.get("detail", problem["code"]))
        return StoreError(
            problem["code"], message, status=answer.code, retry_after=retry_after, problem=problem
        )
    message = f"HTTP status {answer.code}, and not from a token store."
    return StoreError("unexpected_answer", message, status=answer.code, retry_after=retry_after)


def _retry_after_of(header: Optional[str]) -> Optional[float]:
    """Seconds, or a date (RFC 9110 section 10.2.3)."""
    if header is None:
        return None
    if header.isdigit():
        return float(header)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
