// Runs a program for wasm32-unknown-unknown: node run.mjs PROGRAM.wasm
//
// The program needs nothing from JavaScript. A call of an imported function ends it with an error.
import { readFileSync } from "node:fs";

const program = await WebAssembly.compile(readFileSync(process.argv[2]));
const imports = {};
for (const { module, name } of WebAssembly.Module.imports(program)) {
  imports[module] ??= {};
  imports[module][name] = () => {
    throw new Error(`the program calls ${name}`);
  };
}
const { exports } = await WebAssembly.instantiate(program, imports);
process.exit(exports.main(0, 0));
