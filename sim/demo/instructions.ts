import { dirname } from 'node:path'
import type { DemoWorld } from './world.ts'

/** What to type to look at the running demo. */
export const howToConnect = ({ url, token, stands }: DemoWorld): string =>
  [
    '',
    'gramd keeps running. For the tour in README.md, in this folder of another terminal:',
    `  export GRAMD_URL=${url} GRAMD_TOKEN=${token}`,
    'or, in Windows PowerShell:',
    `  $env:GRAMD_URL='${url}'; $env:GRAMD_TOKEN='${token}'`,
    `API: ${url}/docs   Faults of the stand-ins (sim/README.md):`,
    `  Instagram ${stands.instagram.controlUrl}   OpenAI ${stands.openai.controlUrl}`,
    'Ctrl-C ends the demo.',
  ].join('\n')

/** What is on the disk after the demo has ended. */
export const whatStays = ({
  logFile,
  dataFolder,
}: Pick<DemoWorld, 'logFile' | 'dataFolder'>): string =>
  [
    'The demo has ended; its database is deleted. These files stay, and may be removed:',
    `  ${dirname(logFile)}  (logs of the last five demos)`,
    ...(dataFolder ? [`  ${dataFolder}  (PostgreSQL, for the next demo)`] : []),
  ].join('\n')
