"""Signs in to an MCP server with the official Python SDK, and calls its tools.

Reads the settings from standard input, and writes what the client received.
"""

import asyncio
import json
import sys
from urllib.parse import parse_qs, urlsplit

import httpx2
from mcp import Client, MCPError
from mcp.client.auth import OAuthClientProvider, TokenStorage
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)

INPUT = json.load(sys.stdin)


class Network(httpx2.AsyncHTTPTransport):
    """Ends TLS as a reverse proxy does: servers listen on loopback, and the SDK sees their URLs."""

    async def handle_async_request(self, request):
        host, port = INPUT["hosts"][request.url.host].split(":")
        url = request.url.copy_with(scheme="http", host=host, port=int(port))
        return await super().handle_async_request(
            httpx2.Request(
                request.method,
                url,
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )


class Person(TokenStorage):
    """A user with a browser, and the memory of the client."""

    tokens: OAuthToken | None = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return OAuthClientInformationFull(
            client_id=INPUT["client"],
            redirect_uris=[INPUT["redirect"]],
            token_endpoint_auth_method="none",
        )

    async def set_client_info(self, client_info):
        raise RuntimeError("the client has an id already")

    async def visit(self, url):
        async with httpx2.AsyncClient(transport=Network()) as browser:
            page = await browser.get(url)
        self.query = parse_qs(urlsplit(page.headers["location"]).query)

    async def come_back(self):
        if "error" in self.query:
            raise RuntimeError(self.query["error_description"][0])
        return AuthorizationCodeResult(code=self.query["code"][0], state=self.query["state"][0])


def failure(error):
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, MCPError):
        return error.error.model_dump(exclude_none=True)
    return {"message": str(error)}


async def call(client, name):
    try:
        result = await client.call_tool(name, {})
    except MCPError as error:
        return failure(error)
    return result.content[0].text


async def walk(person, results):
    metadata = OAuthClientMetadata(client_name="walk", redirect_uris=[INPUT["redirect"]])
    auth = OAuthClientProvider(INPUT["url"], metadata, person, person.visit, person.come_back)
    async with httpx2.AsyncClient(auth=auth, transport=Network()) as http:
        server = streamable_http_client(INPUT["url"], http_client=http)
        async with Client(server, mode=INPUT["mode"]) as client:
            results["version"] = client.protocol_version
            results["tools"] = sorted(tool.name for tool in (await client.list_tools()).tools)
            results["contacts"] = await call(client, "list_contacts")
            results["proposal"] = await call(client, "approve_proposal")
            results["contactsAgain"] = await call(client, "list_contacts")
            results["deletion"] = await call(client, "delete_contacts")
            auth.context.current_tokens.access_token = "expired"
            results["renewed"] = await call(client, "list_contacts")


async def garbage():
    headers = {"Authorization": "Bearer garbage"}
    try:
        async with httpx2.AsyncClient(headers=headers, transport=Network()) as http:
            server = streamable_http_client(INPUT["url"], http_client=http)
            async with Client(server, mode=INPUT["mode"]):
                return "connected"
    except Exception as error:
        return failure(error)


async def main():
    results = {}
    try:
        await walk(Person(), results)
    except Exception as error:
        results["refused"] = failure(error)
    else:
        results["garbage"] = await garbage()
    print(json.dumps(results))


asyncio.run(main())
