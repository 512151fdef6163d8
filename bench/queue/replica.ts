import { once } from 'node:events'
import { startGramdWorker } from './systems/gramd.ts'

// A worker in a process of its own. It prints a line when it runs; at the end of its standard input
// it stops, and prints how many tasks it has run. Arguments: database URL, name.

const [url = '', owner = ''] = process.argv.slice(2)

let ran = 0
const worker = await startGramdWorker(url, { owner, onStart: () => void ran++ })
process.stdout.write('runs\n')
process.stdin.resume()
await once(process.stdin, 'end')
await worker.stop()
process.stdout.write(`${ran}\n`)
