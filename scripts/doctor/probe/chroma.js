import { createRequire } from 'node:module'

const { platform, arch } = process
const abi = { linux: '-gnu', win32: '-msvc' }[platform] ?? ''
const name = `chromadb-js-bindings-${platform}-${arch}${abi}`
const require = createRequire(import.meta.url)
if (typeof require(name).cli !== 'function') throw new Error(`${name} has no server in it`)
console.log(`${name} ${require(`${name}/package.json`).version}`)
process.exit(0)
