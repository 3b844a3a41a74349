"""Tests of tokenstore.py against a real store; test/e2e/store-clients.spec.ts starts one and runs them.

STORE is its address, STORE_KEY an API key of somebody who has connected an account at the provider `idp`.
"""

from __future__ import annotations

import http.server
import json
import os
import threading
import unittest
import urllib.error
import urllib.request
from typing import Any, Callable, Dict, List, Optional, Tuple
from unittest import mock

import tokenstore
from tokenstore import StoreError, Token, TokenStore

STORE = os.environ["STORE"]
KEY = os.environ["STORE_KEY"]

Answer = Tuple[int, Dict[str, str], bytes]


class Server:
    """A server that answers as it is told, one answer a request, the last one again and again."""

    def __init__(self, *answers: Answer) -> None:
        asked: List[Tuple[str, str, Optional[str]]] = []
        self.asked = asked

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, body = answers[min(len(asked), len(answers) - 1)]
                asked.append((self.command, self.path, self.headers.get("Authorization")))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_args: Any) -> None:
        self._server.shutdown()
        self._server.server_close()


def problem(status: int, code: str, **headers: str) -> Answer:
    body = json.dumps({"code": code, "detail": "Because."}).encode()
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, body


def token(**more: Any) -> Answer:
    usual = {"access_token": "at", "token_type": "Bearer", "expires_in": 3600, "expires_at": 1, "scope": "read"}
    return 200, {}, json.dumps({**usual, "grant_id": "g", "generation": 1, **more}).encode()


def at_once(work: Callable[[], Any], count: int = 8) -> List[Any]:
    """What comes of doing it in so many threads."""
    outcomes: List[Any] = []
    barrier = threading.Barrier(count)

    def one() -> None:
        barrier.wait()
        try:
            outcomes.append(work())
        except StoreError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


class WithAStore(unittest.TestCase):
    def setUp(self) -> None:
        self.store = TokenStore(STORE, KEY)

    def test_gives_a_token_that_works_and_keeps_it(self) -> None:
        given = self.store.token("idp")
        self.assertIsInstance(given, Token)
        self.assertNotIn(given.access_token, repr(given))
        with mock.patch.object(self.store, "call", side_effect=AssertionError("was kept")):
            self.assertIs(self.store.token("idp"), given)

    def test_threads_share_a_call(self) -> None:
        with mock.patch.object(self.store, "call", wraps=self.store.call) as call:
            outcomes = at_once(lambda: self.store.token("idp"))
            self.assertEqual(len({one.access_token for one in outcomes}), 1)
            self.assertEqual(call.call_count, 1)

    def test_a_refused_token_is_renewed_once(self) -> None:
        refused = self.store.token("idp")
        outcomes = at_once(lambda: self.store.renew("idp", refused))
        self.assertEqual({one.generation for one in outcomes}, {refused.generation + 1})
        self.assertEqual(self.store.token("idp").generation, refused.generation + 1)

    def test_calls_a_resource_and_once_more_after_401(self) -> None:
        refused = self.store.token("idp")
        with Server((401, {}, b""), (200, {}, b"yes")) as resource:
            request = urllib.request.Request(resource.address, data=b"{}")
            with self.store.open("idp", request) as answer:
                self.assertEqual(answer.read(), b"yes")
        shown = [authorization for _, _, authorization in resource.asked]
        self.assertEqual(shown, [refused.authorization, self.store.token("idp").authorization])
        self.assertNotEqual(shown[0], shown[1])

    def test_a_resource_that_refuses_every_token_costs_one_renewal(self) -> None:
        with Server((401, {}, b"")) as resource, mock.patch.object(
            self.store, "renew", wraps=self.store.renew
        ) as renew:
            for _ in range(3):
                with self.assertRaises(urllib.error.HTTPError):
                    self.store.open("idp", resource.address)
            self.assertEqual(renew.call_count, 1)

    def test_lists_and_says_who(self) -> None:
        self.assertEqual([grant["provider"] for grant in self.store.grants()], ["idp"])
        self.assertIn("idp", [provider["id"] for provider in self.store.providers()])
        self.assertTrue(self.store.whoami()["id"])
        self.assertIn("ticket=", self.store.link("idp", label="x")["authorization_url"])

    def test_says_what_is_wrong(self) -> None:
        for store, provider, code, status in (
            (self.store, "nothing", "unknown_provider", 404),
            (self.store, "other", "not_linked", 404),
            (TokenStore(STORE, "wrong"), "idp", "unauthenticated", 401),
        ):
            with self.assertRaises(StoreError) as caught:
                store.token(provider)
            self.assertEqual((caught.exception.code, caught.exception.status), (code, status))


class WithFaults(unittest.TestCase):
    def test_waits_as_long_as_it_is_told(self) -> None:
        refusal = problem(503, "provider_unavailable", Retry_After="7")
        with Server(refusal, token()) as server, mock.patch.object(tokenstore.time, "sleep") as sleep:
            self.assertEqual(TokenStore(server.address, "k").token("idp").generation, 1)
        sleep.assert_called_once_with(7.0)

    def test_does_not_wait_longer_than_its_patience(self) -> None:
        with Server(problem(429, "rate_limited", Retry_After="31")) as server:
            with self.assertRaises(StoreError) as caught:
                TokenStore(server.address, "k").token("idp")
        self.assertEqual((caught.exception.code, caught.exception.retry_after), ("rate_limited", 31.0))
        self.assertEqual(len(server.asked), 1)

    def test_does_not_repeat_what_does_not_help_or_may_have_begun_something(self) -> None:
        for answer in (problem(400, "invalid_request"), problem(503, "provider_misconfigured"), (200, {}, b"<html>")):
            with Server(answer) as server, self.assertRaises(StoreError):
                TokenStore(server.address, "k").token("idp")
            self.assertEqual(len(server.asked), 1)
        with Server((502, {}, b"")) as server, self.assertRaises(StoreError):
            TokenStore(server.address, "k").link("idp")
        self.assertEqual(len(server.asked), 1)

    def test_is_kept_until_shortly_before_its_end_and_then_for_when_the_store_is_away(self) -> None:
        with Server(token(), problem(500, "internal")) as server:
            store = TokenStore(server.address, "k")
            now = tokenstore.time.time()
            store.token("idp")
            for later, asked in ((3530, 1), (3550, 2)):
                with mock.patch.object(tokenstore.time, "time", return_value=now + later):
                    self.assertEqual(store.token("idp").generation, 1)
                self.assertEqual(len(server.asked), asked)
            with mock.patch.object(tokenstore.time, "time", return_value=now + 3601), self.assertRaises(StoreError):
                store.token("idp")

    def test_asks_for_another_credential_once(self) -> None:
        with Server(problem(401, "unauthenticated"), token()) as server:
            TokenStore(server.address, lambda refused: "new" if refused == "old" else "old").token("idp")
        self.assertEqual([shown for _, _, shown in server.asked], ["Bearer old", "Bearer new"])

    def test_gives_the_credential_to_nobody_else(self) -> None:
        with Server(token()) as other, Server((302, {"Location": other.address}, b"")) as server:
            with self.assertRaises(StoreError):
                TokenStore(server.address, "k").token("idp")
            self.assertEqual(other.asked, [])

    def test_a_redirect_gets_no_token(self) -> None:
        with Server((200, {}, b"yes")) as other, Server((302, {"Location": other.address}, b"")) as resource:
            TokenStore(STORE, KEY).open("idp", resource.address).close()
        self.assertEqual([shown for _, _, shown in other.asked], [None])

    def test_no_answer(self) -> None:
        with self.assertRaises(StoreError) as caught:
            TokenStore("http://127.0.0.1:9", "k", patience=0.1).token("idp")
        self.assertEqual(caught.exception.code, "unreachable")

    def test_a_bound_token_is_not_borne(self) -> None:
        with Server(token(token_type="DPoP", dpop_key={"kty": "EC"})) as server:
            given = TokenStore(server.address, "k").token("idp")
        with self.assertRaises(StoreError):
            given.authorization


if __name__ == "__main__":
    unittest.main()
