// Signs in to an MCP server with an official TypeScript SDK, and calls its tools.
//
// Reads the settings from standard input, and writes what the client received.
import { readFileSync } from "node:fs";

const input = JSON.parse(readFileSync(0, "utf8"));
const { Client, StreamableHTTPClientTransport, UnauthorizedError } = await sdk();

async function sdk() {
  if (input.package === "@modelcontextprotocol/client") return import(input.package);
  const modules = ["index", "streamableHttp", "auth"];
  const loaded = modules.map((name) => import(`${input.package}/client/${name}.js`));
  return Object.assign({}, ...(await Promise.all(loaded)));
}

// Ends TLS as a reverse proxy does: the servers listen on loopback, and the SDK sees their URLs.
function network(url, init) {
  const target = new URL(url);
  const address = input.hosts[target.hostname];
  if (!address) throw new Error(`nothing serves ${url}`);
  target.protocol = "http:";
  target.host = address;
  return fetch(target, init);
}

// A user with a browser, and the memory of the client.
class Person {
  redirectUrl = input.redirect;
  clientMetadata = { redirect_uris: [input.redirect], client_name: "walk" };
  clientInformation = () => ({ client_id: input.client });
  state = () => crypto.randomUUID();
  tokens = () => this.saved;
  saveTokens = (tokens) => void (this.saved = tokens);
  codeVerifier = () => this.verifier;
  saveCodeVerifier = (verifier) => void (this.verifier = verifier);

  async redirectToAuthorization(url) {
    const page = await network(url, { redirect: "manual" });
    const location = new URL(page.headers.get("location"));
    if (location.searchParams.has("error")) {
      throw new Error(location.searchParams.get("error_description"));
    }
    this.code = location.searchParams.get("code");
  }
}

const person = new Person();
let client;
let transport;

async function connect(settings) {
  const options = input.mode ? { versionNegotiation: { mode: input.mode } } : {};
  client = new Client({ name: "walk", version: "1" }, options);
  const url = new URL(input.url);
  transport = new StreamableHTTPClientTransport(url, { fetch: network, ...settings });
  await client.connect(transport);
}

// Tries once more after the user has signed in, as the guides of the SDK do.
async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof UnauthorizedError) || !person.code) return failure(error);
    await transport.finishAuth(person.code);
    person.code = undefined;
    return action().catch(failure);
  }
}

function failure(error) {
  return { code: error.code, message: error.message, data: error.data };
}

async function call(name) {
  const result = await client.callTool({ name, arguments: {} });
  return result.content[0].text;
}

const results = {};
const refused = await attempt(() => connect({ authProvider: person }));
if (refused) {
  console.log(JSON.stringify({ refused }));
  process.exit();
}
results.version = transport.protocolVersion;
results.tools = (await client.listTools()).tools.map((tool) => tool.name).sort();
results.contacts = await attempt(() => call("list_contacts"));
results.proposal = await attempt(() => call("approve_proposal"));
results.contactsAgain = await attempt(() => call("list_contacts"));
results.deletion = await attempt(() => call("delete_contacts"));
person.saved = { ...person.saved, access_token: "expired" };
results.renewed = await attempt(() => call("list_contacts"));
await transport.terminateSession();
await client.close();
const headers = { Authorization: "Bearer garbage" };
results.garbage = await connect({ requestInit: { headers } }).then(() => "connected", failure);
console.log(JSON.stringify(results));
