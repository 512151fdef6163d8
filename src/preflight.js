// Loaded before everything else by the npm scripts, in plain JavaScript that an outdated Node can
// read: faults that a person can fix in a minute are shown in one sentence instead of a stack.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const root = fileURLToPath(new URL('..', import.meta.url))

if (!existsSync(new URL('../node_modules', import.meta.url)))
  end(`gramd is not installed: run npm ci in ${root}`)
// Node can run TypeScript from here on.
if (major < 22 || (major === 22 && minor < 18))
  end(
    `gramd runs on Node 24, and this is ${process.version}: run npm ci, which brings Node along for the npm scripts, or install Node 24`,
  )

const { startupFailure } = await import('./base/startup-failure.ts')
process.on('uncaughtException', (error) => {
  const failure = startupFailure(error)
  if (failure !== undefined) end(failure.message, failure.exitCode)
  console.error(error)
  process.exit(1)
})

/** @param {string} sentence @param {number} exitCode that of a wrong configuration (sysexits.h) */
function end(sentence, exitCode = 78) {
  console.error(sentence)
  process.exit(exitCode)
}
