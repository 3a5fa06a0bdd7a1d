"""The rules about security and servers: who may call, and where."""

from __future__ import annotations

from offramp.contract.rulebook.kinds import CHANGED, NARROWED, NOTE, WIDENED
from offramp.contract.rulebook.rule_documents import ADDRESS as _U
from offramp.contract.rulebook.rule_documents import Rule, at, keys, oauth
from offramp.findings import Severity

_B, _W, _I = Severity.BREAKING, Severity.WARNING, Severity.INFO


# a row reads best as a paragraph: what changed, what it weighs, why, and the pair that shows it
# fmt: off
ACCESS = (
    Rule("api-security-added", _B, NARROWED, "request", "security", "O 4.8.30",
        "Callers without the credentials are refused.", keys([]), keys([{"k": []}]),
        keys([{}, {"k": []}])),
    Rule("api-security-removed", _B, NARROWED, "request", "security", "O 4.8.30",
        "Callers who use that way of authentication are refused.", keys([{"k": []}, {"l": []}]),
        keys([{"k": []}]), keys([{"l": []}, {"k": []}])),
    Rule("api-security-alternative-added", _I, WIDENED, "request", "security", "O 4.8.30",
        "Callers may authenticate in another way, or need not.", keys([{"k": []}]),
        keys([{"k": []}, {"l": []}]), keys([{"k": []}])),
    Rule("api-security-scope-added", _B, NARROWED, "request", "security", "O 4.8.30",
        "Tokens without the scope are refused.", keys([{"o": ["r"]}]), keys([{"o": ["r", "w"]}]),
        keys([{"o": ["r", "r"]}])),
    Rule("api-security-scope-removed", _I, WIDENED, "request", "security", "O 4.8.30",
        "Tokens need fewer scopes.", keys([{"o": ["r", "w"]}]), keys([{"o": ["r"]}]),
        keys([{"o": ["w", "r"]}])),
    Rule("api-security-component-changed", _B, CHANGED, "request", "security", "O 4.8.27",
        "Credentials are carried in another way, or come from elsewhere.", keys([{"k": []}]),
        keys([{"k": []}], {"type": "apiKey", "in": "query", "name": "K"}),
        keys([{"k": []}], {"type": "apiKey", "in": "header", "name": "k"})),
    Rule("api-security-component-type-changed", _B, CHANGED, "request", "security", "O 4.8.27",
        "Callers hold credentials of another kind.", keys([{"k": []}]),
        keys([{"k": []}], {"type": "http", "scheme": "basic"}), keys([{"k": []}])),
    Rule("api-security-component-oauth-url-changed", _B, CHANGED, "request", "security",
        "O 4.8.29", "Callers ask for authorization at another address.", oauth(), oauth(at="b"),
        oauth(scopes="rw")),
    Rule("api-security-component-oauth-token-url-changed", _B, CHANGED, "request", "security",
        "O 4.8.29", "Callers fetch tokens at another address.", oauth(), oauth(fetch="b"),
        oauth(scopes="rw")),
    Rule("api-security-component-oauth-flow-added", _I, WIDENED, "request", "security",
        "O 4.8.28", "Callers may obtain tokens in another way.", keys([{"o": []}]),
        oauth(implicit=True), keys([{"o": []}])),
    Rule("api-security-component-oauth-scope-added", _I, WIDENED, "request", "security",
        "O 4.8.29", "Callers may ask for another scope.", oauth(), oauth(scopes="rw"), oauth()),
    Rule("api-security-component-oauth-scope-removed", _W, NARROWED, "request", "security",
        "O 4.8.29", "Whoever asks for the scope is refused a token (RFC 6749, section 5.2); "
        "no operation asks for it.", oauth(scopes="rw"), oauth(), oauth(scopes="wr")),
    Rule("api-server-removed", _B, NARROWED, "request", "servers", "O 4.8.5",
        "Whoever calls that address is not promised an answer there.", at({"url": _U}),
        at({"url": "https://b.example"}), at({"url": _U + "/"})),
    Rule("api-server-added", _I, WIDENED, "request", "servers", "O 4.8.5",
        "Callers may use another address.", at({"url": _U}),
        at({"url": _U}, {"url": "https://b.example"}), at({"url": _U, "description": "d"})),
    Rule("api-server-variable-value-removed", _B, NARROWED, "request", "servers", "O 4.8.6",
        "Whoever calls an address with that value is not promised an answer there.",
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a", "b"]}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a"]}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["b", "a"]}}})),
    Rule("api-server-variable-value-added", _I, WIDENED, "request", "servers", "O 4.8.6",
        "Callers may use more addresses.",
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a"]}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a", "b"]}}}),
        at({"url": "https://{w}", "variables": {"w": {"default": "a", "enum": ["a"]}}})),
    Rule("api-server-variable-default-changed", _W, NOTE, "request", "servers", "O 4.8.6",
        "Generated clients call another address.",
        at({"url": "https://{v}", "variables": {"v": {"default": "a"}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "b"}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "description": "d"}}})),
)
# fmt: on
