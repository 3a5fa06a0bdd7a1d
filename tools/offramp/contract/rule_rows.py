"""The rules that are not about keywords of schemas, as data, each with documents that show it."""

from __future__ import annotations

from offramp.contract.access_rows import ACCESS
from offramp.contract.message_rows import MESSAGES
from offramp.contract.operation_rows import OPERATIONS
from offramp.contract.parameter_rows import PARAMETERS
from offramp.contract.property_rows import PROPERTIES
from offramp.contract.rule_documents import Row

ROWS: tuple[Row, ...] = (*OPERATIONS, *PARAMETERS, *MESSAGES, *ACCESS, *PROPERTIES)
