import { z } from 'zod'
import { startProcess, type StartedProcess } from './child-process.ts'

const App = z.object({ id: z.string(), secret: z.string() })

/** The line that `npm run sim` prints once all stand-ins listen. */
export const StandIns = z.object({
  instagram: z.object({
    accounts: z.array(z.object({ username: z.string(), password: z.string() })),
    proxies: z.array(z.object({ url: z.string() })),
    caPath: z.string(),
    controlUrl: z.string(),
    directPort: z.number(),
  }),
  receivers: z.object({
    webhook: z.object({ url: z.string(), secret: z.string() }),
    telegram: z.object({ url: z.string(), token: z.string(), chatId: z.string() }),
    controlUrl: z.string(),
  }),
  openai: z.object({ baseUrl: z.string(), apiKey: z.string(), controlUrl: z.string() }),
  graph: z.object({
    hosts: z.object({
      dialog: z.string(),
      facebook: z.string(),
      instagramAuth: z.string(),
      instagramApi: z.string(),
      instagram: z.string(),
      upload: z.string(),
    }),
    apps: z.object({ facebook: App, instagram: App }),
    loginConfigId: z.string(),
    controlUrl: z.string(),
  }),
  translation: z.object({
    url: z.string(),
    deeplKey: z.string(),
    googleKey: z.string(),
    controlUrl: z.string(),
  }),
  clock: z.object({ controlUrl: z.string() }),
})
export type StandIns = z.output<typeof StandIns>

/** Starts the stand-ins in a process of their own; `args` are those of `npm run sim`. */
export async function startStandIns(
  args: readonly string[],
  logPath: string,
): Promise<{ standIns: StandIns; process: StartedProcess }> {
  const process = startProcess({ file: 'sim/main.ts', args, logPath, readLines: true })
  for await (const line of process.lines)
    return { standIns: StandIns.parse(JSON.parse(line)), process }
  throw new Error(`the stand-ins ended; their log is ${logPath}`)
}
