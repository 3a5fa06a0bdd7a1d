"""Reading documents: text of JSON and YAML into data, with places, in bounded time and memory."""
