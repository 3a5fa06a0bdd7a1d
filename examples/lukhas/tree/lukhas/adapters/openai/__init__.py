"""An HTTP API in the manner of OpenAI's."""
