"""The rules that are not about keywords of schemas, as data, each with documents that show it."""

from __future__ import annotations

from offramp.contract.rulebook.access_rows import ACCESS
from offramp.contract.rulebook.message_rows import MESSAGES
from offramp.contract.rulebook.operation_rows import OPERATIONS
from offramp.contract.rulebook.parameter_rows import PARAMETERS
from offramp.contract.rulebook.property_rows import PROPERTIES
from offramp.contract.rulebook.rule_documents import Rule

ROWS: tuple[Rule, ...] = (*OPERATIONS, *PARAMETERS, *MESSAGES, *ACCESS, *PROPERTIES)
