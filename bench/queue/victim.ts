import { lockInstance } from '../../src/db/instance-lock.ts'
import { startGramdWorker } from './systems/gramd.ts'
import { benchType } from './systems/gramd-type.ts'

// A worker that claims tasks and never finishes them, until it is killed. It prints a line once it
// has claimed as many as requested. Arguments: database URL, instance name, tasks, lease in ms.

const [url = '', owner = '', count = '0', leaseMs = '0'] = process.argv.slice(2)

const lock = await lockInstance({
  url,
  name: owner,
  onError: (error) => process.stderr.write(`${error.message}\n`),
})
if (!lock) throw new Error(`another process is called ${owner}`)

let held = 0
await startGramdWorker(url, {
  owner,
  concurrency: Number(count),
  type: benchType(Number(leaseMs)),
  onStart: () => {
    held++
    if (held === Number(count)) process.stdout.write('holding\n')
    return new Promise<void>(() => undefined)
  },
})
