// A file and not `node -e`: node-llama-cpp forks a child to try its binary, which would inherit -e.
import { getLlama } from 'node-llama-cpp'

const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error' })
console.log(`CPU, ${llama.cpuMathCores} physical cores`)
process.exit(0)
